package io.coord.lock;

/**
 * The state of a {@link Lease}.
 *
 * <pre>
 * HELD    -&gt; SUSPECT | LOST | RELEASED
 * SUSPECT -&gt; HELD | LOST | RELEASED
 * LOST, RELEASED: final
 * </pre>
 */
public enum LeaseState {
  /** Proven to be held. */
  HELD,

  /**
   * Cannot be proven at the moment: disconnected, or the last proof is too old. May turn HELD
   * again.
   */
  SUSPECT,

  /** Lost before the application closed it; see {@link LossCause}. */
  LOST,

  /** Closed by the application. */
  RELEASED
}
