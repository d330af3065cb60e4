package io.coord.lock;

/**
 * Receives changes of a lease; see {@link Lease#subscribe}. Called on the Coordination's listener
 * threads, one call at a time.
 */
@FunctionalInterface
public interface LeaseListener {

  /**
   * Called for each change. If this throws, the exception is logged and later calls still follow.
   *
   * @param lease the lease that the listener subscribed to
   * @param state the state that the lease entered; by now it may have entered another
   */
  void onChange(Lease lease, LeaseState state);
}
