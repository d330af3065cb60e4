package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.internal.engine.queue.QueuePort.Watch;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Translates ZooKeeper's events for one of the engine's watches. A handle identifies a watch by its
 * watcher, so two watchers of the same watch are equal.
 */
record QueueWatcher(Watch watch) implements Watcher {

  @Override
  public void process(WatchedEvent event) {
    QueuePort.Event translated = translate(event);
    if (translated != null) {
      String path = event.getPath() == null ? "" : event.getPath();
      watch.onEvent(translated, path.substring(path.lastIndexOf('/') + 1));
    }
  }

  /** Null for a new connection, on which the handle sets the watch again. */
  private static QueuePort.@Nullable Event translate(WatchedEvent event) {
    return switch (event.getState()) {
      case SyncConnected, SaslAuthenticated, ConnectedReadOnly ->
          switch (event.getType()) {
            case None -> null;
            case NodeDeleted -> QueuePort.Event.DELETED;
            default -> QueuePort.Event.CHANGED;
          };
      case Expired, Closed -> QueuePort.Event.ENDED;
      // Includes AuthFailed: the handle then connects without authentication, and its session
      // lives.
      default -> QueuePort.Event.DISCONNECTED;
    };
  }
}
