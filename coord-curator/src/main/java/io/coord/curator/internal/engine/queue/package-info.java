/**
 * The protocol of a lock in ZooKeeper: contenders, their order, and who waits for whom.
 *
 * <p>An attempt creates a contender, an ephemeral node with a number of the server's, and lists the
 * queue. If its contender is first, it has the lock, and a tenure begins. If not, it watches the
 * one contender before its own, and lists again when that changes. Closing the tenure deletes the
 * node.
 *
 * <p><b>States.</b> An attempt is creating, queued, or over; if a reply is lost, it searches for
 * its contender, which keeps its place as long as its session lives. A tenure is held or ended; in
 * between it may be in doubt, until a quorum has seen its node again.
 *
 * <p><b>Threads.</b> An attempt needs none: each step is taken by the reply to the one before. Only
 * where parents are missing or a place was lost does an InterProcessMutex queue on a worker, and it
 * asks the attempt for each decision. An attempt is used by one thread at a time.
 *
 * <p><b>To read first:</b> {@code QueueAcquisition} is the protocol. Then {@code QueuePort}, all
 * that it knows of the service; {@code ContenderCreation}, {@code PredecessorWatch} and {@code
 * ContenderOrder}, its steps; {@code QueueTenure}, what it leads to.
 *
 * <p><b>It must never</b> believe in a node of another session, wait on a thread that brings
 * replies, leave a contender or a watch behind, or name a type of Curator or ZooKeeper.
 */
@NullMarked
package io.coord.curator.internal.engine.queue;

import org.jspecify.annotations.NullMarked;
