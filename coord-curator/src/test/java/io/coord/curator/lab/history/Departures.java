package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of I6: no instance is seen to leave that did not. Only its process, a later one with the
 * same id, or a fault that ends its session or deletes its node may remove an instance. A machine
 * that stands still is such a fault too: sessions end while their pings wait. The value that is
 * gone shows whose it was.
 */
final class Departures {

  private static final int TIMEOUTS = 4; // a session ends and a view is loaded again in less

  private final List<Entry> operations = new ArrayList<>();
  private final List<Entry> faults = new ArrayList<>();
  private final Map<String, Entry> byValue = new HashMap<>();
  private final long reach; // of a fault, beyond its end

  private Departures(List<Entry> entries, long sessionTimeoutNanos) {
    this.reach = TIMEOUTS * sessionTimeoutNanos;
    for (Entry entry : entries) {
      switch (entry.kind()) {
        case REGISTER, UPDATE -> {
          operations.add(entry);
          byValue.put(entry.value(), entry);
        }
        case DEREGISTER -> operations.add(entry);
        case FAULT -> {
          if (!Checker.TAKEOVERS.contains(entry.name())) {
            faults.add(entry);
          }
        }
        case STALL -> {
          if (entry.end() - entry.begin() >= sessionTimeoutNanos / 4) {
            faults.add(entry);
          }
        }
        default -> {}
      }
    }
  }

  static List<String> check(List<Entry> entries, long sessionTimeoutNanos) {
    Departures departures = new Departures(entries, sessionTimeoutNanos);
    List<String> violations = new ArrayList<>();
    Map<String, Map<String, String>> before = new HashMap<>();
    for (Entry seen : entries) {
      if (seen.kind() == Kind.VIEW) {
        ViewChange change = ViewChange.parse(seen.value());
        Map<String, String> known = before.getOrDefault(seen.process(), Map.of());
        before.put(seen.process(), change.members());
        for (String id : change.left()) {
          if (!departures.isExplained(id, known.get(id), seen, change)) {
            violations.add(
                "%s saw %s leave with %s at %d, but its owner had not taken it away"
                    .formatted(seen.process(), id, known.get(id), seen.begin()));
          }
        }
      }
    }
    return violations;
  }

  private boolean isExplained(String id, String value, Entry seen, ViewChange change) {
    Entry written = byValue.get(value);
    if (written == null) {
      return true; // by whom is not told, so of its departure nothing can be said
    }
    String joined = change.joined().get(id);
    boolean takenOver = joined != null && !joined.equals(value);
    return takenOver
        || faults.stream()
            .anyMatch(fault -> fault.begin() <= seen.end() && seen.begin() <= fault.end() + reach)
        || operations.stream().anyMatch(each -> takesAway(each, written, seen));
  }

  private boolean takesAway(Entry operation, Entry written, Entry seen) {
    return operation.kind() == Kind.DEREGISTER
        && operation.name().equals(written.name())
        && operation.begin() <= seen.end()
        && operation.end() >= written.begin()
        && (operation.process().equals(written.process())
            || isLaterOwner(operation.process(), written));
  }

  private boolean isLaterOwner(String process, Entry written) {
    return operations.stream()
        .anyMatch(
            operation ->
                operation.kind() == Kind.REGISTER
                    && operation.name().equals(written.name())
                    && operation.process().equals(process)
                    && operation.begin() >= written.begin());
  }
}
