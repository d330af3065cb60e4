/**
 * The lock's protocol in ZooKeeper: contenders, their order, and who waits for whom.
 *
 * <p>An attempt creates a contender, an ephemeral node that the server numbers, and lists the
 * queue. If its contender is first, the process has the lock, and a tenure begins. If not, it
 * watches the one contender directly ahead of its own, and lists again when that one changes.
 * Closing the tenure deletes the node.
 *
 * <h2>States</h2>
 *
 * <p>An attempt is creating, queued, or over. If the reply to the creation is lost, it searches for
 * its contender, which keeps its place as long as its session lives. A tenure is held or over; a
 * held one may be in doubt until a quorum has seen its node again.
 *
 * <h2>Threads</h2>
 *
 * <p>An attempt needs none: the reply to each step triggers the next. Only if parents are missing
 * or a place was lost does an InterProcessMutex queue on a worker, and it asks the attempt for each
 * decision. One thread at a time uses an attempt; any thread may interrupt it.
 *
 * <h2>Reading order</h2>
 *
 * <p>{@link QueueAcquisition} is the protocol. {@link QueuePort} is all that it knows about the
 * service. Its steps: {@link ContenderCreation}, {@link ContenderOrder}, {@link PredecessorWatch};
 * {@link MutexQueueing} takes the same steps for a mutex. {@link OwnContender} is the attempt's
 * contender, {@link AttemptEnd} how the attempt ends. {@link QueueTenure} is what it leads to, with
 * {@link TenureWatches} and {@link TokenRenewal}. {@link PendingDeletions} and {@link QueueLengths}
 * outlive both; {@link QueueBackends} holds it all together.
 *
 * <h2>What it must never do</h2>
 *
 * <ul>
 *   <li>Rely on another session's node.
 *   <li>Wait on a thread that delivers replies.
 *   <li>Leave a contender or a watch behind.
 *   <li>Let an attempt stall because a step threw.
 * </ul>
 */
@NullMarked
package io.coord.curator.internal.engine.queue;

import org.jspecify.annotations.NullMarked;
