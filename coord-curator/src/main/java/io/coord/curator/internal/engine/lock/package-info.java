/**
 * The lock within this process: who of its threads is granted it, and when it is given back.
 *
 * <p><b>The idea.</b> However many threads of a process want a lock, the process has one contender
 * in ZooKeeper's queue. While that is first, which is a {@link
 * io.coord.curator.internal.engine.lock.Tenure}, the process hands the lock from thread to thread
 * without a request. It gives the lock back when another process has waited for long enough, when
 * nobody wants it, or when it cannot prove any more that it holds it. How a contender comes to be
 * first is the business of the package {@code queue}.
 *
 * <p><b>States.</b>
 *
 * <pre>
 *   a lock      no attempt, no tenure → attempt → tenure → ended or lost, and from the beginning;
 *               idle for ten seconds or so, it is retired, and the next to ask opens another
 *   a tenure    idle → held by a {@code Hold} → idle …; idle is short, unless the lock lingers
 *   a waiter    queued → granted, refused or failed; or withdrawn
 *   a lease     HELD ⇄ SUSPECT → LOST or RELEASED
 * </pre>
 *
 * <p>{@code LockState} holds the first; its method {@code advance} is the only place where anything
 * is granted, begun or ended. What to do with an idle tenure is the pure table {@code TenureRules}.
 *
 * <p><b>Threads.</b> It has none of its own. The thread of an event (the application's, an
 * engine's, one that delivers replies) changes the state under the one monitor of the {@code
 * ProcessLock}, and collects what follows from that in {@code DeferredActions}: wake a thread, send
 * a request. They are run when the monitor is free. So a thread that releases the lock grants it to
 * the next one itself, and that hand-off allocates next to nothing.
 *
 * <p><b>Reading order.</b> {@code ProcessLock} (the events), {@code LockState} (the transitions),
 * {@code TenureRules}, {@code TenureState} and {@code TenureTokens} (the present tenure), {@code
 * Acquisition} and {@code Attempt} (the way to the next one), {@code LocalWaiters} and {@code
 * Waiter} (who waits), {@code Hold} and {@code LeaseImpl} (who has it), {@code LockHandle} (how a
 * thread waits), {@code LockTable} (the locks in use) and {@code LockManager} (the connection's
 * news). A {@code SoleLock} is a lock with one user, such as a candidacy, who lends its lease as a
 * {@code BorrowedLease}. {@code LockBackend} and {@code LockBackends} are the port; the package
 * {@code queue} implements them.
 *
 * <p>The leases stay in this package, though it has more than sixteen files: a hold and its lease
 * are changed under the lock's monitor by {@code LockState}, and closing a lease is an event of its
 * {@code ProcessLock}. In a package of their own each would need the other.
 *
 * <p><b>What it must never do.</b>
 *
 * <ul>
 *   <li>grant on what is not proven at that moment, or grant twice with one token;
 *   <li>wait, send or call the application while the monitor is held;
 *   <li>leave out one deferred action because another failed;
 *   <li>conclude from silence: a waiter is refused only if another was seen to hold the lock;
 *   <li>forget a waiter: each ends with an outcome, or is withdrawn by its owner.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.lock;

import org.jspecify.annotations.NullMarked;
