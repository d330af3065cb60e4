/**
 * The lock's queue in ZooKeeper: requests through one handle, and runs of InterProcessMutex.
 *
 * <p>{@link LockQueues} opens queues. A {@link QueueRequests} is one lock's queue as one handle
 * sees it, so all that it sends belongs to one session; {@link ContenderRequest} prepares a
 * creation, {@link LabelReader} reads a contender's data, {@link QueueWatcher} translates events.
 *
 * <h2>Why a watch and an InterProcessMutex</h2>
 *
 * <p>InterProcessMutex is a complete lock, but each waiter costs it a thread, it blocks in an
 * outage for as long as Curator retries (L5: a timed acquire does not keep its deadline), and it
 * can be granted on a node of a session that has ended (L1). So an attempt queues through the
 * handle and waits by a watch. What needs more than one request in a row, missing parents or a
 * place that was lost, is rare and is left to a mutex: it creates containers as Curator does, and
 * retries as the client's owner has configured. It ends as soon as the contender is queued.
 *
 * <h2>How a mutex is kept in hand</h2>
 *
 * <ul>
 *   <li>{@link MutexRun} runs one mutex on a worker, once, and reports what came of it.
 *   <li>{@link MutexDriver} is what the mutex asks for its decisions; it passes each question on to
 *       {@link io.coord.curator.internal.engine.queue.MutexSteps}. A contender that is queued
 *       behind another ends the run by an exception, before the mutex sets a watch.
 *   <li>{@link MutexClient} is the client as the mutex sees it: it deletes nothing and watches
 *       nothing.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Requests are sent by whoever asks, and replies and events arrive on the handle's event thread.
 * Retries are timed by a thread that the JVM shares, and run on callback threads, which outlive the
 * Coordination. Only a mutex blocks: on a worker, which is interrupted when the connection is lost
 * or nobody waits any more.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Decide who holds the lock, or whether a contender stays.
 *   <li>Send a request a second time, or by another handle than the first.
 *   <li>Leave a caller without a reply, whatever the handle throws.
 *   <li>Wait on a thread that brings replies.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.zookeeper.lock;

import org.jspecify.annotations.NullMarked;
