package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The first half of I7. At the end of each quiet time exactly one of the live registrations of an
 * id is registered, every other one is replaced, and the node holds what the registered one wants.
 * It is the newest one, unless its node was lost by a fault meanwhile: then an older one that only
 * learned that its node is gone may have come first.
 */
final class Newest {

  private final List<Census> censuses;
  private final Map<String, Entry> registrations = new HashMap<>(); // by their first value
  private final List<Entry> disturbances;
  private final long soon;

  private Newest(List<Entry> entries, long sessionTimeoutNanos) {
    this.censuses = Census.all(entries);
    this.soon = sessionTimeoutNanos / 2;
    this.disturbances =
        entries.stream()
            .filter(
                entry ->
                    (entry.kind() == Kind.FAULT && !Checker.HARMLESS.contains(entry.name()))
                        || (entry.kind() == Kind.STALL && entry.end() - entry.begin() >= soon / 2))
            .toList();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.REGISTER && entry.isDone()) {
        registrations.put(entry.value(), entry);
      }
    }
  }

  static List<String> check(List<Entry> entries, long sessionTimeoutNanos) {
    Newest newest = new Newest(entries, sessionTimeoutNanos);
    List<String> violations = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.QUIET) {
        newest.judge(entry, entries, violations);
      }
    }
    return violations;
  }

  private void judge(Entry quiet, List<Entry> entries, List<String> violations) {
    Map<String, Standing> live = new LinkedHashMap<>(); // by registration, as each said last
    for (Entry entry : entries) {
      if (entry.kind() == Kind.STANDING
          && entry.name().equals(quiet.name())
          && entry.begin() >= quiet.begin()
          && entry.begin() <= quiet.end()) {
        Standing standing = Standing.parse(entry.value());
        live.put(standing.registration(), standing);
      }
    }
    List<Standing> registered = live.values().stream().filter(Standing::isRegistered).toList();
    String id = quiet.name();
    String all = new TreeMap<>(live).values().toString();
    if (registered.size() != 1) {
      violations.add(
          "%d registrations of %s are registered at %d: %s"
              .formatted(registered.size(), id, quiet.end(), all));
      return;
    }
    Standing winner = registered.get(0);
    if (live.values().stream().anyMatch(each -> each != winner && !each.isReplaced())) {
      violations.add("not every older registration of %s is replaced: %s".formatted(id, all));
    }
    Entry newest = newest(live.keySet());
    if (newest != null
        && isOlder(winner.registration(), newest)
        && (nodeStood(id, newest, quiet.end()) || !isDisturbed(newest.begin(), quiet.end()))) {
      violations.add(
          "the newest registration of %s is %s, and nothing took it away, but an older one has it: %s"
              .formatted(id, newest.value(), all));
    }
    Census last = Census.before(censuses, quiet.end());
    if (last != null && last.begin() >= quiet.begin()) {
      Census.Node node = last.nodes().get(id);
      if (node == null || !node.value().equals(winner.value())) {
        violations.add("%s is registered, but ZooKeeper holds %s".formatted(winner, node));
      }
    }
  }

  /** The one of them that began last. */
  private Entry newest(Set<String> live) {
    return live.stream()
        .map(registrations::get)
        .filter(each -> each != null)
        .max((a, b) -> Long.compare(a.begin(), b.begin()))
        .orElse(null);
  }

  /** Whether it had returned before the other one began. */
  private boolean isOlder(String registration, Entry newest) {
    Entry other = registrations.get(registration);
    return other != null && other.end() <= newest.begin();
  }

  /** Whether something happened then, or shortly before, that may have ended a session. */
  private boolean isDisturbed(long begin, long end) {
    return disturbances.stream()
        .anyMatch(each -> each.begin() <= end && each.end() >= begin - 4 * soon);
  }

  /** Whether the node that was there soon after that registration was there until then. */
  private boolean nodeStood(String id, Entry registration, long until) {
    Set<Long> nodes = new HashSet<>();
    boolean first = true;
    for (Census census : censuses) {
      if (census.begin() >= registration.end() && census.end() <= until) {
        if (first && census.end() > registration.end() + soon) {
          return false; // nobody looked in time
        }
        first = false;
        Census.Node node = census.nodes().get(id);
        nodes.add(node == null ? 0 : node.czxid());
      }
    }
    return nodes.size() == 1 && !nodes.contains(0L);
  }
}
