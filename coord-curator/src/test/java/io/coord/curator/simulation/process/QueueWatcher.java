package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.simulation.ensemble.SimulatedWatcher;
import io.coord.curator.simulation.ensemble.WatchEvent;
import org.apache.zookeeper.Watcher.Event.EventType;

/** Translates events for a watch of the engine, as the adapter does. */
record QueueWatcher(QueuePort.Watch watch) implements SimulatedWatcher {

  @Override
  public void process(WatchEvent event) {
    QueuePort.Event translated = translate(event);
    if (translated != null) {
      String path = event.path() == null ? "" : event.path();
      watch.onEvent(translated, path.substring(path.lastIndexOf('/') + 1));
    }
  }

  private static QueuePort.Event translate(WatchEvent event) {
    return switch (event.state()) {
      case SyncConnected ->
          event.type() == EventType.None
              ? null
              : event.type() == EventType.NodeDeleted
                  ? QueuePort.Event.DELETED
                  : QueuePort.Event.CHANGED;
      case Expired, Closed -> QueuePort.Event.ENDED;
      default -> QueuePort.Event.DISCONNECTED;
    };
  }
}
