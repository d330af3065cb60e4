package io.coord.registry;

/**
 * Receives changes of a registration; see {@link Registration#subscribe}. Called on the
 * Coordination's listener threads, one call at a time.
 */
@FunctionalInterface
public interface RegistrationListener {

  /**
   * Called for each change. If this throws, the exception is logged and later calls still follow.
   *
   * @param registration the registration that the listener subscribed to
   * @param state the state that the registration entered; at the first call, its state when the
   *     listener subscribed
   */
  void onChange(Registration registration, RegistrationState state);
}
