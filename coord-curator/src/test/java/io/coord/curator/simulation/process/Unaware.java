package io.coord.curator.simulation.process;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who could not know what had become of a node when he did something to it. A request says which
 * path is meant, and which version, but not which node (hazards R6 and R8): the guarantees exempt
 * it if the node that was meant has gone in the meantime, and another one has taken its place.
 */
final class Unaware {

  /**
   * A request to delete a node.
   *
   * @param asOf what was committed when it was sent
   */
  private record Deletion(ServiceProcess by, long asOf) {}

  private final CommittedHistory history;
  private final Collection<Registrant> registrants;
  private final Map<String, Deletion> deletions = new HashMap<>(); // by id, the last one
  private final Set<Registrant> behind = new HashSet<>(); // when their node went

  Unaware(CommittedHistory history, Collection<Registrant> registrants) {
    this.history = history;
    this.registrants = registrants;
  }

  /** A process sends a request to delete that node. */
  void deletionSent(ServiceProcess by, String id) {
    deletions.put(id, new Deletion(by, history.committed()));
  }

  /** That node is gone. */
  void onDeleted(String id) {
    registrants.stream()
        .filter(each -> each.id().equals(id) && each.process().process().isBehind())
        .forEach(behind::add);
  }

  /** Whether he was paused, or his client's thread was blocked, when a node of that id went. */
  boolean wasBehind(Registrant one) {
    return behind.contains(one);
  }

  /** Whether the last request to delete that node was meant for a former one. */
  boolean isMeantForFormer(String id, CommittedHistory.Version node) {
    Deletion last = deletions.get(id);
    return last != null
        && (last.asOf < node.czxid()
            || registrants.stream()
                .anyMatch(
                    each ->
                        each.process() == last.by && each.id().equals(id) && misses(each, node)));
  }

  /** Whether he withdraws a node of his own that has gone, unless he has been told. */
  private boolean misses(Registrant one, CommittedHistory.Version node) {
    long own = history.lastCreation(one.key());
    return !one.isLive()
        && !one.wasReplaced()
        && own < node.czxid()
        && history.versions(one.id()).stream()
            .anyMatch(
                each -> each.value() == null && each.zxid() > own && each.zxid() < node.czxid());
  }
}
