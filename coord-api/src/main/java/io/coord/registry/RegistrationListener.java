package io.coord.registry;

/**
 * Told of changes of a registration; see {@link Registration#subscribe}. Called on a thread of the
 * Coordination that serves listeners, never twice at a time.
 */
@FunctionalInterface
public interface RegistrationListener {

  /** The registration is now in this state. What this throws is logged, and the next call comes. */
  void onChange(RegistrationState state);
}
