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
 * A REPLACED registration never becomes REGISTERED again.
 */
public enum RegistrationState {
  /** The node was there, and this process's, when last seen, and the connection is up. */
  REGISTERED,

  /** Disconnected: the node may still be there. */
  SUSPECT,

  /** The node is gone, by expiry or by deletion, and is being put back. */
  RESTORING,

  /** A newer registration with the same id has taken the place. */
  REPLACED,

  /** Closed by the application. */
  CLOSED
}
