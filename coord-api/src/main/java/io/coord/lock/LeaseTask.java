package io.coord.lock;

/**
 * Work that is done while a lock is held; see {@link DistributedLock#tryRun}.
 *
 * @param <E> what it may throw; {@code RuntimeException} if it throws nothing checked
 */
@FunctionalInterface
public interface LeaseTask<E extends Exception> {

  /**
   * Does the work. The lease may be lost in the meantime, so a long task checks {@link
   * Lease#isHeld} and passes the {@link Lease#fencingToken} to the resource that the lock protects.
   *
   * @param lease held when this is called; closed by the caller afterwards, or earlier by the task
   * @throws E if the task fails
   */
  void run(Lease lease) throws E;
}
