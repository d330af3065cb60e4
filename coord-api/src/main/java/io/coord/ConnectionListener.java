package io.coord;

/**
 * Told of changes of the connection; see {@link Coordination#subscribe}. Called on a thread of the
 * Coordination that serves listeners, never twice at a time.
 */
@FunctionalInterface
public interface ConnectionListener {

  /**
   * Told of one change. What this throws is logged, and the next call comes.
   *
   * @param state the state that the connection is in since; at the first call, the state it was in
   *     when the listener subscribed
   */
  void onChange(ConnectionState state);
}
