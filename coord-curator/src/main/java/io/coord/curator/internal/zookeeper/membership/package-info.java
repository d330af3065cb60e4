/**
 * The membership engine's access to ZooKeeper: {@link ServiceNode} implements its port with the raw
 * handle for reads, and {@link CacheWatch} with a CuratorCache for changes.
 *
 * <p>CuratorCache keeps its recursive watch in place across reconnections and reads what changes.
 * The bulk, which it would read with one request per child, the engine reads itself; {@link
 * CacheFeed}, the storage given to the cache, keeps the cache from doing so. The cache reports its
 * root whenever the watch is in place again.
 *
 * <p>Curator removes a watch in the client only, so {@link WatchRegistry} removes it from the
 * server with the last view of a path. No cache is started or closed without a connection; see
 * {@link io.coord.curator.internal.zookeeper.session.OnceConnected}.
 *
 * <p>Replies and reports arrive on ZooKeeper's event thread. That thread only hands them to the
 * engine's executor, in order.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.membership;

import org.jspecify.annotations.NullMarked;
