package io.coord.lock;

/**
 * Told of changes of a lease; see {@link Lease#subscribe}. Called on a thread of the Coordination
 * that serves listeners, never twice at a time.
 */
@FunctionalInterface
public interface LeaseListener {

  /**
   * Told of one change. What this throws is logged, and the next call comes.
   *
   * @param lease the lease that was subscribed to
   * @param state the state that it came into; by now it may be in another
   */
  void onChange(Lease lease, LeaseState state);
}
