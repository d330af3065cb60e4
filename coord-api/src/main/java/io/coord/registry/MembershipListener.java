package io.coord.registry;

/**
 * Told of changes of a {@link Membership}. Called on a thread of the Coordination that serves
 * listeners, never twice at a time. It may use the Coordination, subscribe, and close anything.
 */
@FunctionalInterface
public interface MembershipListener {

  /** The view has changed. What this throws is logged, and the next call comes. */
  void onChange(MembershipChange change);
}
