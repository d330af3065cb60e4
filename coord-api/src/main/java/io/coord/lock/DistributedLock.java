package io.coord.lock;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A mutual exclusion lock across processes: it is granted to at most one holder at a time, in the
 * order of the requests. This is a handle: all handles of one name from one Coordination are the
 * same lock.
 *
 * <pre>{@code
 * DistributedLock lock = coordination.lock("orders");
 * try (Lease lease = lock.acquire()) {
 *   while (more()) {
 *     lease.ensureHeld();
 *     store.write(next(), lease.fencingToken()); // the store rejects smaller tokens
 *   }
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li><i>Exclusion of grants</i>: a grant is made only after every earlier grant has ended in the
 *       coordination service, because it was released or its node is gone. Each grant's {@link
 *       Lease#fencingToken} is strictly greater than that of every earlier grant of this lock in
 *       any process.
 *   <li><i>Order</i>: within a process, waiters are served first come, first served. Across
 *       processes, one process makes at most {@link LockOptions#localHandoffs} grants in a row
 *       while another waits. With P processes queued, H local handoffs, and k waiters of its own
 *       process ahead of it, a waiter sees at most ⌈(k+1)/H⌉ × (P−1) × H + k grants before its own.
 *       What a process knows of the others is one message old. Grants made while that message
 *       travels are not counted, except with H = 1, where every handoff goes through the
 *       coordination service.
 *   <li><i>Deadlines</i>: a timed acquire returns in time, whatever the coordination service does.
 * </ul>
 *
 * <p><b>Not guaranteed.</b> A holder that is paused for longer than the session timeout loses the
 * lock without knowing it. The next call of {@link Lease#isHeld} returns false, but that does not
 * stop a write already in flight: only a resource that rejects smaller tokens closes that window.
 * Tokens start over if the data of the coordination service is wiped.
 *
 * <p><b>Reentrancy.</b> A thread that holds the lock and acquires it again gets another Lease with
 * the same token immediately; the lock is released when the last of these leases is closed, in any
 * order. If the hold is lost or cannot be proven while leases of it are open, acquiring it again
 * throws {@link io.coord.LeaseNotHeldException}. A lease from {@link #acquireAsync} or {@link
 * #tryAcquireAsync} belongs to no thread. {@link LockOptions#withReentry} turns reentrancy off.
 *
 * <p><b>Interruption.</b> The blocking methods throw {@link InterruptedException} when the thread
 * is interrupted before or while it waits, clear the interrupt flag, and leave no waiter behind. If
 * the grant comes first, they return the lease and the flag stays set.
 *
 * <p><b>Memory consistency.</b> Within one Coordination, actions before a lease is closed
 * <i>happen-before</i> actions after the next grant of the lock.
 *
 * <p><b>Errors.</b> Every method that acquires the lock throws {@link IllegalStateException} if the
 * Coordination is closed before or while it waits, or if the lock is held or awaited in this
 * Coordination with other {@link LockOptions} than this handle's, and {@link
 * io.coord.RejectedException} if the coordination service rejects the request permanently (no
 * permission) or a plug-in of the application's client fails. The blocking methods throw {@link
 * IllegalStateException} on a thread that delivers the coordination service's replies, such as one
 * that calls the client's watchers and callbacks, unless they need no reply.
 */
public interface DistributedLock {

  /** {@return the name, as the application gave it} */
  String name();

  /**
   * Waits for the lock as long as it takes, across reconnections and expired sessions.
   *
   * @return the lease, to be closed when the work is done
   * @throws io.coord.LeaseNotHeldException if this thread's hold is lost and not closed yet
   * @throws InterruptedException if interrupted; no lease is granted then
   */
  Lease acquire() throws InterruptedException;

  /**
   * Acquires the lock if it is free now, in a single try. This takes at most the operation timeout
   * and never leaves a waiter behind. While this process holds the lock or is queued behind
   * another, the answer may come from memory; otherwise this asks the coordination service.
   *
   * @return the lease; empty if another holds the lock
   * @throws io.coord.UnavailableException if the coordination service could not be asked
   * @throws io.coord.LeaseNotHeldException if this thread's hold is lost and not closed yet
   * @throws InterruptedException if interrupted; no lease is granted then
   */
  Optional<Lease> tryAcquire() throws InterruptedException;

  /**
   * Waits for the lock for at most this long. The deadline holds even if the coordination service
   * is down or frozen: anything the attempt left there is withdrawn in the background.
   *
   * @param maxWait how long to wait; zero means a single try, like {@link #tryAcquire()}
   * @return the lease; empty if the time ran out while others held the lock
   * @throws IllegalArgumentException if maxWait is negative
   * @throws io.coord.UnavailableException if the coordination service could not be asked in that
   *     time
   * @throws io.coord.LeaseNotHeldException if this thread's hold is lost and not closed yet
   * @throws InterruptedException if interrupted; no lease is granted then
   */
  Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException;

  /**
   * Acquires the lock without blocking. The lease belongs to no thread: it is not reentrant, not
   * even for a thread that already holds this lock.
   *
   * @return completed on one of the Coordination's listener threads, with the lease, or
   *     exceptionally with what {@link #acquire} would throw; cancelling it withdraws the waiter,
   *     and a grant that comes too late is released
   */
  CompletableFuture<Lease> acquireAsync();

  /**
   * Waits for the lock for at most this long, without blocking and without a thread. The deadline
   * is that of {@link #tryAcquire(Duration)}. The lease belongs to no thread: it is not reentrant,
   * not even for a thread that already holds this lock.
   *
   * @param maxWait how long to wait; zero means a single try, like {@link #tryAcquire()}
   * @return completed on one of the Coordination's listener threads: with the lease, empty if the
   *     time ran out while others held the lock, or exceptionally with what {@link
   *     #tryAcquire(Duration)} would throw; cancelling it withdraws the waiter, and a grant that
   *     comes too late is released
   * @throws IllegalArgumentException if maxWait is negative
   */
  CompletableFuture<Optional<Lease>> tryAcquireAsync(Duration maxWait);

  /**
   * Runs the task if the lock is free now, in a single try like {@link #tryAcquire()}, on the
   * calling thread. The lease is closed afterwards, whatever the task does.
   *
   * <pre>{@code
   * boolean ran = lock.tryRun(lease -> report.write(lease.fencingToken()));
   * }</pre>
   *
   * @param task called once, or not at all
   * @param <E> what the task may throw
   * @return true if the task ran; false if another holds the lock
   * @throws io.coord.UnavailableException if the coordination service could not be asked
   * @throws io.coord.LeaseNotHeldException if this thread's hold is lost and not closed yet
   * @throws InterruptedException if interrupted before the task runs
   * @throws E if the task throws it
   */
  default <E extends Exception> boolean tryRun(LeaseTask<E> task) throws InterruptedException, E {
    Objects.requireNonNull(task, "task");
    Optional<Lease> granted = tryAcquire();
    if (granted.isEmpty()) {
      return false;
    }
    try (Lease lease = granted.get()) {
      task.run(lease);
    }
    return true;
  }

  /**
   * Reads the current queue of this lock. A process appears once, however many of its threads wait.
   * A snapshot; it may already be stale.
   *
   * @return the processes in queue order, the holder first; empty if there is none
   * @throws io.coord.UnavailableException if the coordination service could not be asked within the
   *     operation timeout
   * @throws io.coord.RejectedException if the client has no permission to read
   * @throws InterruptedException if interrupted
   */
  List<Contender> contenders() throws InterruptedException;
}
