/**
 * Curator's client and ZooKeeper's handle: what every other adapter stands on.
 *
 * <p>{@link Connection} implements the session's port over a client. It is the only class that asks
 * Curator for the handle, and not while Curator is not connected: that can block for seconds (C13:
 * Curator holds a lock while it replaces a handle). {@link SessionMonitor} reports Curator's
 * connection states, and nothing else happens on Curator's thread. {@link ZkHandle} is one handle,
 * and so one session: whatever is asked of it is sent once, where Curator would send it again,
 * perhaps in another session.
 *
 * <p>{@link Replies} turns codes and stats into the engines' words; {@link Background} does so for
 * Curator's operations, with what plugged-in code throws. {@link WatchRemoval} is the only class
 * that takes watches off. {@link OnceConnected} holds back what is of no use without a connection.
 * {@link AnswerThreads} knows the threads on which nobody may wait.
 *
 * <p>Nothing here decides.
 */
@NullMarked
package io.coord.curator.internal.zookeeper.session;

import org.jspecify.annotations.NullMarked;
