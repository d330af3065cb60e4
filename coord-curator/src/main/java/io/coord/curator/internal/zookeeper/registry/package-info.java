/**
 * The requests about instances' nodes: implements {@link
 * io.coord.curator.internal.engine.registry.InstancePort} on ZooKeeper's raw handle.
 *
 * <p>Raw, because each request must be sent once and in one session. Curator would repeat one whose
 * reply was lost, in whatever session there is by then, and a repeated delete can hit a successor's
 * node (R7). Curator is asked for two things only, before anything is sent: the ACL that its
 * provider gives a node, and whether its schemas allow the data ({@link NodeOps}). That is code of
 * the application; what it throws is the answer to the request (R9).
 *
 * <ul>
 *   <li>{@link InstanceNode} is one node: look, write, delete and replace. A replacement is one
 *       transaction, so no observer sees a gap, and it leaves the new node at a version that the
 *       old one never had (R2, R8).
 *   <li>{@link BatchCreator} creates the nodes of all registrations. What is asked for while a
 *       request is under way goes into the next one as a transaction, within {@code jute.maxbuffer}
 *       (C7).
 *   <li>{@link Parents} creates a service's nodes as containers, which ZooKeeper removes when they
 *       are empty, and so perhaps just before an instance is created in them.
 * </ul>
 *
 * <p><b>Threads.</b> Requests are started by the engine's serial executors and never wait. Replies
 * come on ZooKeeper's event thread, which only hands them over.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.registry;

import org.jspecify.annotations.NullMarked;
