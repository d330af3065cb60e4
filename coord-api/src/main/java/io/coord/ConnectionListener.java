package io.coord;

/**
 * Receives changes of the connection; see {@link Coordination#subscribe}. Called on the
 * Coordination's listener threads, one call at a time.
 */
@FunctionalInterface
public interface ConnectionListener {

  /**
   * Called for each change. If this throws, the exception is logged and later calls still follow.
   *
   * @param state the state that the connection entered; at the first call, its state when the
   *     listener subscribed
   */
  void onChange(ConnectionState state);
}
