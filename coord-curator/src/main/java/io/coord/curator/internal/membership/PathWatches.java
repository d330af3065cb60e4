package io.coord.curator.internal.membership;

import io.coord.UnavailableException;
import io.coord.curator.internal.session.Connection;
import java.util.HashMap;
import java.util.Map;
import org.apache.zookeeper.Watcher.WatcherType;

/**
 * Takes the recursive watch off the server when the last view of a path is closed.
 *
 * <p>Removing one watcher, which is what CuratorCache does, removes it in the client only: the
 * server goes on sending events until the session ends (hazard M10). Only the removal of all
 * watchers of a path reaches the server. On a client of the application's that could hit watchers
 * of its own, so there the server's watch is left.
 */
public final class PathWatches {

  private final Connection connection;
  private final boolean exclusive;
  private final Object monitor = new Object();
  private final Map<String, Integer> views = new HashMap<>(); // guarded by monitor

  /**
   * For one Coordination.
   *
   * @param exclusive whether nobody else uses the client
   */
  public PathWatches(Connection connection, boolean exclusive) {
    this.connection = connection;
    this.exclusive = exclusive;
  }

  void opened(String path) {
    synchronized (monitor) {
      views.merge(path, 1, Integer::sum);
    }
  }

  /** Sends under the monitor: a view that opens now places its watch behind the removal. */
  void closed(String path) {
    synchronized (monitor) {
      boolean last = views.merge(path, -1, (now, less) -> now == 1 ? null : now + less) == null;
      if (last && exclusive) {
        remove(path);
      }
    }
  }

  private void remove(String path) {
    try {
      connection
          .zooKeeper()
          .removeAllWatches(
              connection.absolute(path),
              WatcherType.PersistentRecursive,
              true,
              (rc, p, context) -> {},
              null);
    } catch (UnavailableException e) {
      // Without a connection the watch is gone with the session, or not placed again after it.
    }
  }
}
