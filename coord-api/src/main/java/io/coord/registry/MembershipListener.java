package io.coord.registry;

/**
 * Receives changes of a {@link Membership}; see {@link Membership#subscribe}. Called on the
 * Coordination's listener threads, one call at a time. It may use the Coordination, subscribe, and
 * close anything.
 */
@FunctionalInterface
public interface MembershipListener {

  /**
   * Called with the changes since the previous call. If this throws, the exception is logged and
   * later calls still follow.
   *
   * @param change the changes, and the view after them; at the first call the whole view as joined
   */
  void onChange(MembershipChange change);
}
