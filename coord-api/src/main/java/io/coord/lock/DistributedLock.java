package io.coord.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A lock that at most one thread of all processes is granted at a time, in the order of asking.
 *
 * <pre>{@code
 * DistributedLock lock = coordination.lock("orders");
 * try (Lease lease = lock.acquire()) {
 *   while (more()) {
 *     lease.ensureHeld();
 *     store.write(next(), lease.fencingToken()); // the store rejects a smaller token
 *   }
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li><i>Exclusion of grants</i>: a grant is made only when every earlier one has ended in the
 *       coordination service: it was released, or its node has gone. Each grant's {@link
 *       Lease#fencingToken} is strictly greater than that of every earlier grant of this lock in
 *       any process.
 *   <li><i>Order</i>: the threads of one process are served as they came. Between processes, one
 *       makes at most {@link LockOptions#localHandoffs} grants in a row while another waits. With P
 *       processes queued, H hand-offs and k waiters of its own process before it, a waiter sees at
 *       most ⌈(k+1)/H⌉ × (P−1) × H + k grants before its own. What a process knows of others is one
 *       message old; grants made while that travels are not counted, except with H = 1, where every
 *       hand-over goes through the service.
 *   <li><i>Deadlines</i>: a timed attempt returns in its time whatever the service does.
 * </ul>
 *
 * <p><b>Not guaranteed.</b> A holder that is paused for longer than the session timeout has lost
 * the lock without knowing it. {@link Lease#isHeld} tells it at the next call, but a write that is
 * already on its way is not stopped: only a resource that rejects smaller tokens closes that
 * window. Tokens start again when the data of the coordination service is wiped.
 *
 * <p><b>Reentrancy.</b> A thread that holds the lock and asks again is granted at once, with a
 * Lease of its own and the same token; the lock is released when the last of them is closed, in any
 * order. If the hold is lost or not provable while leases of it are open, asking again throws
 * {@link io.coord.LeaseNotHeldException}. A lease from {@link #acquireAsync} belongs to no thread.
 *
 * <p><b>Interruption.</b> The blocking methods throw {@link InterruptedException} when the thread
 * is interrupted before or while it waits, clear the flag, and leave no waiter behind. Where the
 * grant comes first, the lease is returned and the flag stays set.
 *
 * <p><b>Memory.</b> Within one Coordination, what a thread did before it closed a lease
 * happens-before what the next one does after it was granted the lock.
 *
 * <p><b>Errors.</b> Every method that asks for the lock throws {@link IllegalStateException} when
 * the Coordination is closed, before or while it waits, and {@link io.coord.RejectedException} when
 * the service refuses for good (no permission), or code that the application plugged into its
 * client fails. The blocking methods throw {@link IllegalStateException} on a thread that would
 * have to bring the service's answer, such as one that calls the client's watchers and callbacks,
 * unless no answer is needed.
 */
public interface DistributedLock {

  /** {@return the name, as it was given} */
  String name();

  /**
   * Waits for the lock as long as it takes, across reconnections and expired sessions.
   *
   * @return the grant, to be closed by whoever is done with it
   * @throws io.coord.LeaseNotHeldException if this thread's hold was lost and is not closed yet
   * @throws InterruptedException if interrupted; nothing is held then
   */
  Lease acquire() throws InterruptedException;

  /**
   * One try: the lock if it is free now. It asks the service, in at most the time of one operation,
   * and never leaves a waiter behind.
   *
   * @return the grant; empty if another holds the lock
   * @throws io.coord.UnavailableException if the service could not be asked
   * @throws io.coord.LeaseNotHeldException if this thread's hold was lost and is not closed yet
   * @throws InterruptedException if interrupted; nothing is held then
   */
  Optional<Lease> tryAcquire() throws InterruptedException;

  /**
   * Waits for the lock at most so long. The deadline is kept when the service is down or frozen
   * too: what the attempt left there is withdrawn in the background.
   *
   * @param maxWait how long to wait; zero means one try, like {@link #tryAcquire()}
   * @return the grant; empty if the time passed while others held the lock
   * @throws IllegalArgumentException if maxWait is negative
   * @throws io.coord.UnavailableException if the service could not even be asked
   * @throws io.coord.LeaseNotHeldException if this thread's hold was lost and is not closed yet
   * @throws InterruptedException if interrupted; nothing is held then
   */
  Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException;

  /**
   * Asks for the lock without waiting. The lease belongs to no thread: it is not reentrant, also
   * not for a thread that holds this lock already.
   *
   * @return completed on a thread of the Coordination that serves listeners: with the lease, or
   *     exceptionally with what {@link #acquire} would throw; cancelling it withdraws the waiter,
   *     and a grant that came too late is given back
   */
  CompletableFuture<Lease> acquireAsync();

  /**
   * Who is queued for this lock now. A process stands here once, however many of its threads wait.
   * By the time this returns the queue may have changed.
   *
   * @return the processes in the order of the queue, the holder first; empty if there is none
   * @throws io.coord.UnavailableException if the service could not be asked in the time of one
   *     operation
   * @throws io.coord.RejectedException if reading is not permitted
   * @throws InterruptedException if interrupted
   */
  List<Contender> contenders() throws InterruptedException;
}
