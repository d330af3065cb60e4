package io.coord.lock;

/**
 * Told of changes of a lease; see {@link Lease#subscribe}. Called on a thread of the Coordination
 * that serves listeners, never twice at a time.
 */
@FunctionalInterface
public interface LeaseListener {

  /** The lease is now in this state. What this throws is logged, and the next call comes. */
  void onChange(Lease lease, LeaseState state);
}
