package io.coord.registry;

/**
 * Told of changes of a registration; see {@link Registration#subscribe}. Called on a thread of the
 * Coordination that serves listeners, never twice at a time.
 */
@FunctionalInterface
public interface RegistrationListener {

  /**
   * Told of one change. What this throws is logged, and the next call comes.
   *
   * @param state the state that the registration is in since; at the first call, the state it was
   *     in when the listener subscribed
   */
  void onChange(RegistrationState state);
}
