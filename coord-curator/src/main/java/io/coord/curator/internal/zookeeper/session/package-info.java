/**
 * Curator's client and ZooKeeper's handle: what every other adapter stands on.
 *
 * <p>{@link Connection} implements the session's port over a client. It is the only class that asks
 * Curator for the handle, and it does so only while Curator is connected, because otherwise the
 * call can block for seconds (C13: Curator holds a lock while it replaces a handle). {@link
 * SessionMonitor} reports Curator's connection states, and nothing else happens on Curator's
 * thread. {@link ZkHandle} is one handle, and so one session: it sends each request once, where
 * Curator would resend it, possibly in another session.
 *
 * <p>{@link Replies} translates codes and stats into the engines' types; {@link Background} does
 * the same for Curator's operations, including what plug-ins throw. {@link WatchRemoval} is the
 * only class that removes watches. {@link OnceConnected} postpones what needs a connection until
 * there is one. {@link ReplyThreads} recognises the threads that must not wait.
 *
 * <p>Nothing here decides.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.session;

import org.jspecify.annotations.NullMarked;
