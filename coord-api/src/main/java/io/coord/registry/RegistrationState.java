package io.coord.registry;

/**
 * The state of a {@link Registration}.
 *
 * <pre>
 * REGISTERED -&gt; SUSPECT | RESTORING | REPLACED | CLOSED
 * SUSPECT    -&gt; REGISTERED | RESTORING | REPLACED | CLOSED
 * RESTORING  -&gt; REGISTERED | REPLACED | CLOSED
 * REPLACED   -&gt; CLOSED
 * CLOSED: final
 * </pre>
 *
 * <p>A REPLACED registration never becomes REGISTERED again.
 */
public enum RegistrationState {
  /** Connected; when last seen, the node existed and belonged to this registration. */
  REGISTERED,

  /** Disconnected; the node may still exist. */
  SUSPECT,

  /** The node is gone, through expiry or deletion, and is being restored. */
  RESTORING,

  /** A newer registration with the same id has taken over. */
  REPLACED,

  /** Closed by the application. */
  CLOSED
}
