package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.simulation.ensemble.Request;
import java.util.HashMap;
import java.util.Map;
import org.apache.zookeeper.Watcher.WatcherType;

/**
 * The nodes that one simulated Coordination watches. The last view of a path takes its recursive
 * watch off the server, if no other Coordination uses the client; see {@code WatchRegistry}.
 */
final class SimulatedServices implements MembershipPort.Factory {

  private final SimulatedCoordination coordination;
  private final boolean exclusive;
  private final Map<String, Integer> views = new HashMap<>();
  private SimulatedService lastOpened; // null before the first

  SimulatedServices(SimulatedCoordination coordination, boolean exclusive) {
    this.coordination = coordination;
    this.exclusive = exclusive;
  }

  @Override
  public MembershipPort open(String path) {
    lastOpened = new SimulatedService(coordination, this, path);
    return lastOpened;
  }

  /** For whoever has just opened it. */
  SimulatedService lastOpened() {
    return lastOpened;
  }

  void opened(String path) {
    views.merge(path, 1, Integer::sum);
  }

  void closed(String path) {
    boolean last = views.merge(path, -1, (now, less) -> now == 1 ? null : now + less) == null;
    if (last && exclusive) {
      removeWatches(path);
    }
  }

  /** Unless a view was opened meanwhile, which the removal would hit. */
  private void removeWatches(String path) {
    if (views.containsKey(path)) {
      return;
    }
    if (coordination.canSend()) {
      coordination.request(
          coordination.client(),
          new Request.RemoveWatches(path, WatcherType.PersistentRecursive),
          reply -> {
            if (reply.code().isTransient()) {
              removeWatchesLater(path);
            }
          });
    } else {
      removeWatchesLater(path);
    }
  }

  private void removeWatchesLater(String path) {
    coordination.later(
        () ->
            coordination.onceConnected(
                coordination.threads().callbacks(), () -> removeWatches(path)));
  }
}
