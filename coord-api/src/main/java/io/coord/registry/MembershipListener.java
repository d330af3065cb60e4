package io.coord.registry;

/**
 * Told of changes of a {@link Membership}. Called on a thread of the Coordination that serves
 * listeners, never twice at a time. It may use the Coordination, subscribe, and close anything.
 */
@FunctionalInterface
public interface MembershipListener {

  /**
   * Told of the difference to what it was told last. What this throws is logged, and the next call
   * comes.
   *
   * @param change the difference, and the view after it; at the first call the whole view as joined
   */
  void onChange(MembershipChange change);
}
