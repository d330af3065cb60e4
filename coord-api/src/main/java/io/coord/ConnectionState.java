package io.coord;

/**
 * The state of the connection and the session, as this process knows it.
 *
 * <p>Legal transitions:
 *
 * <pre>
 * CONNECTING -&gt; CONNECTED
 * CONNECTED  -&gt; SUSPENDED | LOST
 * SUSPENDED  -&gt; CONNECTED | LOST
 * LOST       -&gt; CONNECTED            (under a new session)
 * any        -&gt; CLOSED               (final)
 * </pre>
 */
public enum ConnectionState {
  /** Connecting for the first time. */
  CONNECTING,

  /** Connected to a server that serves reads and writes. */
  CONNECTED,

  /**
   * Not connected, or connected to a server that serves only reads. The session may still be alive:
   * this process's registrations and locks may still exist, and may disappear at any moment.
   */
  SUSPENDED,

  /**
   * The session has ended, or must be presumed to have ended: its ephemeral nodes are gone or soon
   * will be.
   */
  LOST,

  /** Closed by the application. */
  CLOSED
}
