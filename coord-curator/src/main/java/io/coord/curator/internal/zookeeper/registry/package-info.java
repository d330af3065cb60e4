/**
 * The requests about instances' nodes: implements {@link
 * io.coord.curator.internal.engine.registry.InstancePort} on ZooKeeper's raw handle.
 *
 * <p>Raw, because each request must be sent once and in one session. Curator would repeat a request
 * whose reply was lost, in whatever session is then current, and a repeated delete can hit a
 * successor's node (R7). Curator is asked for only two things, before anything is sent: the ACL
 * that its provider gives a node, and whether its schemas allow the data ({@link NodeOps}). Both
 * are application code; whatever they throw is the result of the request (R9).
 *
 * <ul>
 *   <li>{@link InstanceNode} looks at, writes, deletes and replaces one node. A replacement is one
 *       transaction, so no observer sees a gap, and it leaves the new node at a version that the
 *       old one never had (R2, R8).
 *   <li>{@link BatchCreator} creates the nodes of all registrations. Those requested while another
 *       request is in flight go into the next one as a transaction, within {@code jute.maxbuffer}
 *       (C7).
 *   <li>{@link Parents} creates a service's nodes as containers, which ZooKeeper removes when they
 *       are empty, possibly just before an instance is created in them.
 * </ul>
 *
 * <p><b>Threads.</b> The engine's serial executors start requests and never wait. Replies arrive on
 * ZooKeeper's event thread, which only hands them over.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.registry;

import org.jspecify.annotations.NullMarked;
