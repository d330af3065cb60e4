package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.CommittedHistory.Version;
import io.coord.registry.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Compares what a view or a read shows with what was committed: each member is as it was at some
 * time, not before the read was asked for, and not before the time at which it was shown before.
 */
final class CommittedViews {

  private final CommittedHistory history;
  private long deposedAt = Long.MAX_VALUE; // what was committed when the leader was cut off

  CommittedViews(CommittedHistory history) {
    this.history = history;
  }

  /** The leader is cut off, and may serve what is past until it notices; see the guarantees. */
  void deposed() {
    deposedAt = history.committed();
  }

  void deposedNoMore() {
    deposedAt = Long.MAX_VALUE;
  }

  boolean isDeposed() {
    return deposedAt != Long.MAX_VALUE;
  }

  /** What a read that is asked for now must show. */
  long now() {
    return Math.min(deposedAt, history.committed());
  }

  static Map<String, String> values(List<ServiceInstance> instances) {
    Map<String, String> values = new LinkedHashMap<>();
    instances.forEach(each -> values.put(each.id(), each.address()));
    return values;
  }

  /** The members as committed last. */
  Map<String, String> committed() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String id : new TreeSet<>(history.ids())) {
      if (history.last(id).value() != null) {
        values.put(id, history.last(id).value());
      }
    }
    return values;
  }

  /**
   * What is wrong with these members; null if nothing.
   *
   * @param asOf the zxid that was committed when they were asked for
   * @param shown by id, the number of the version that was shown before; is moved on
   */
  String wrong(Map<String, String> members, long asOf, Map<String, Integer> shown) {
    TreeSet<String> ids = new TreeSet<>(history.ids());
    ids.addAll(members.keySet());
    for (String id : ids) {
      List<Version> versions = history.versions(id);
      String value = members.get(id);
      int at = shown.getOrDefault(id, -1);
      while (at < versions.size()
          && (isOver(versions, at, asOf) || !isValue(versions, at, value))) {
        at++;
      }
      if (at == versions.size()) {
        return "%s is shown as %s, as of 0x%x, and after version %d of %s"
            .formatted(id, value, asOf, shown.getOrDefault(id, -1), versions);
      }
      shown.put(id, at);
    }
    return null;
  }

  /** Whether another version had followed by then. */
  private static boolean isOver(List<Version> versions, int at, long asOf) {
    return at + 1 < versions.size() && versions.get(at + 1).zxid() <= asOf;
  }

  /** Version -1 is the time before the first. */
  private static boolean isValue(List<Version> versions, int at, String value) {
    return Objects.equals(at < 0 ? null : versions.get(at).value(), value);
  }
}
