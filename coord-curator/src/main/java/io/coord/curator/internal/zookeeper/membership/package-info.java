/**
 * What the membership engine asks of ZooKeeper: {@link ServiceNode} implements its port with the
 * raw handle for reads, and {@link CacheWatch} with a CuratorCache for changes.
 *
 * <p>CuratorCache keeps its recursive watch in place across reconnections and reads what changes.
 * What it would read in bulk, one request per child, the engine reads better; {@link CacheFeed},
 * the storage it is given, keeps it from that by its answers. The cache reports its root whenever
 * the watch is in place anew.
 *
 * <p>Curator removes a watch in the client only, so {@link WatchRegistry} takes it off the server
 * with the last view of a path. Nothing of Curator's is started or closed without a connection; see
 * {@link io.coord.curator.internal.zookeeper.session.OnceConnected}.
 *
 * <p>Replies and reports arrive on ZooKeeper's event thread. Nothing happens there but handing them
 * to the engine's executor, in order.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.membership;

import org.jspecify.annotations.NullMarked;
