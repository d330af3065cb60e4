package io.coord.curator.internal.zookeeper.membership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.UnavailableException;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.WatchRemoval;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;

/**
 * Removes the recursive watch from the server when the last view of a path is closed.
 *
 * <p>Removing one watcher, which is what CuratorCache does, removes it in the client only: the
 * server keeps sending events until the session ends (hazard M10). Only the removal of all watchers
 * of a path reaches the server. On the application's own client that could hit the application's
 * watchers, so there the watch stays at the server.
 */
final class WatchRegistry {

  private final Connection connection;
  private final boolean exclusive;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Map<String, Integer> views = new HashMap<>();

  /**
   * Creates the registry of one Coordination.
   *
   * @param exclusive whether nobody else uses the client
   */
  WatchRegistry(Connection connection, boolean exclusive) {
    this.connection = connection;
    this.exclusive = exclusive;
  }

  void opened(String path) {
    synchronized (monitor) {
      views.merge(path, 1, Integer::sum);
    }
  }

  void closed(String path) {
    boolean last;
    synchronized (monitor) {
      last = views.merge(path, -1, (now, less) -> now == 1 ? null : now + less) == null;
    }
    if (last && exclusive) {
      remove(path);
    }
  }

  /**
   * Waits for a connection if there is none: the handle would then set its watches again, and
   * before that Curator must not be asked for the handle. It is asked without the monitor, as it
   * may make its caller wait (hazard C13).
   */
  private void remove(String path) {
    try {
      if (connection.client().getZookeeperClient().isConnected()) {
        ZooKeeper handle = connection.zooKeeper();
        ifUnused(path, () -> removeAll(handle, path));
        return;
      }
    } catch (UnavailableException e) {
      // The connection was just lost.
    }
    WatchRemoval.retries(connection.client(), connection.threads().callbacks())
        .execute(
            () -> {
              if (!connection.whenClosed().isDone()) {
                remove(path);
              }
            });
  }

  private void removeAll(ZooKeeper handle, String path) {
    Executor threads = connection.threads().callbacks();
    WatchRemoval.ofAll(
        handle,
        connection.absolute(path),
        WatcherType.PersistentRecursive,
        connection.client(),
        again -> threads.execute(() -> ifUnused(path, again)));
  }

  /**
   * A view opened in the meantime has set its watch, which the removal would hit. Sends under the
   * monitor, so that a view that opens now sets its watch after the removal.
   */
  private void ifUnused(String path, Runnable removal) {
    synchronized (monitor) {
      if (!views.containsKey(path) && !connection.whenClosed().isDone()) {
        removal.run();
      }
    }
  }
}
