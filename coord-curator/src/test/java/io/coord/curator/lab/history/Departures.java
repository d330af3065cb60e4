package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of I6: nobody is seen to leave who did not. An instance is taken away by its last owner,
 * or by a fault that ends its session or deletes its node; nothing else may do it.
 */
final class Departures {

  private static final int TIMEOUTS = 4; // a session ends and a view is loaded again in less

  private Departures() {}

  static List<String> check(List<Entry> entries, long sessionTimeoutNanos) {
    List<Entry> owners = new ArrayList<>();
    List<Entry> faults = new ArrayList<>();
    for (Entry entry : entries) {
      switch (entry.kind()) {
        case REGISTER, DEREGISTER -> owners.add(entry);
        case FAULT -> faults.add(entry);
        default -> {}
      }
    }
    List<String> violations = new ArrayList<>();
    for (Entry seen : entries) {
      if (seen.kind() != Kind.VIEW || !seen.value().contains("-")) {
        continue;
      }
      ViewChange change = ViewChange.parse(seen.value());
      for (String id : change.left()) {
        if (!isExplained(seen, faults, TIMEOUTS * sessionTimeoutNanos)
            && !hasLeft(id, seen, owners)) {
          violations.add(
              "%s saw %s leave at %d, but its owner had not taken it away"
                  .formatted(seen.process(), id, seen.begin()));
        }
      }
    }
    return violations;
  }

  private static boolean isExplained(Entry seen, List<Entry> faults, long reach) {
    return faults.stream()
        .anyMatch(fault -> fault.begin() <= seen.end() && seen.begin() <= fault.end() + reach);
  }

  /**
   * Whether it was taken away by the process that was the last to register it, or by one before.
   */
  private static boolean hasLeft(String id, Entry seen, List<Entry> owners) {
    Entry last = null;
    for (Entry entry : owners) {
      if (entry.kind() == Kind.REGISTER
          && entry.name().equals(id)
          && entry.isDone()
          && entry.end() < seen.begin()
          && (last == null || entry.end() > last.end())) {
        last = entry;
      }
    }
    if (last == null) {
      return true; // whose registration is not told, of its departure nothing can be said
    }
    for (Entry entry : owners) {
      if (entry.kind() == Kind.DEREGISTER
          && entry.name().equals(id)
          && entry.process().equals(last.process())
          && entry.begin() < seen.end()
          && entry.end() > last.begin()) {
        return true;
      }
    }
    return false;
  }
}
