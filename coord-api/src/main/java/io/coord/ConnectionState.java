package io.coord;

/**
 * What a process knows of its connection and its session.
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
  /** No connection yet since the start. */
  CONNECTING,

  /** Connected to a server that serves reads and writes. */
  CONNECTED,

  /**
   * Not connected, or only to a server that serves nothing but reads. The session may live on: what
   * this process registered and holds may still be there, and may be gone at any moment.
   */
  SUSPENDED,

  /**
   * The session has ended, or must be taken to have: what was ephemeral in it is or will be gone.
   */
  LOST,

  /** Closed by the application. */
  CLOSED
}
