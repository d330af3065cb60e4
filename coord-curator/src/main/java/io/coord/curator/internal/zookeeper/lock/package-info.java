/**
 * The lock's queue in ZooKeeper: requests through one handle, and runs of InterProcessMutex.
 *
 * <p>{@link LockQueues} opens queues. A {@link QueueRequests} is one lock's queue as one handle
 * sees it, so everything it sends belongs to one session; {@link ContenderRequest} prepares a
 * creation, {@link LabelReader} reads a contender's data, {@link QueueWatcher} translates events.
 *
 * <h2>Why a watch and an InterProcessMutex</h2>
 *
 * <p>InterProcessMutex is a complete lock, but each waiter costs it a thread, it blocks in an
 * outage for as long as Curator retries (L5: a timed acquire does not keep its deadline), and it
 * can be granted on an expired session's node (L1). So an attempt queues through the handle and
 * waits by a watch. The rare cases that need several requests in a row (missing parents, or a lost
 * place) are left to a mutex: it creates containers as Curator does, and retries as the client's
 * owner has configured. It ends as soon as the contender is queued.
 *
 * <h2>How a mutex is controlled</h2>
 *
 * <ul>
 *   <li>{@link MutexRun} runs one mutex on a worker, once, and reports the outcome.
 *   <li>{@link MutexDriver} makes the mutex's decisions, and delegates each to {@link
 *       io.coord.curator.internal.engine.queue.MutexSteps}. If the contender is queued behind
 *       another, an exception ends the run before the mutex sets a watch.
 *   <li>{@link MutexClient} is the client as the mutex sees it: it deletes nothing and watches
 *       nothing.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Requests are sent on the calling thread; replies and events arrive on the handle's event
 * thread. A thread shared by the whole JVM times retries; they run on callback threads, which
 * outlive the Coordination. Only a mutex blocks, on a worker, which is interrupted when the
 * connection is lost or nobody waits any longer.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Decide who holds the lock, or whether a contender stays.
 *   <li>Send a request twice, or through a different handle.
 *   <li>Leave a caller without a reply, whatever the handle throws.
 *   <li>Wait on a thread that delivers replies.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.zookeeper.lock;

import org.jspecify.annotations.NullMarked;
