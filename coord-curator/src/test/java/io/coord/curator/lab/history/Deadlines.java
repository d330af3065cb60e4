package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first half of I4: every operation ends as done, refused or indeterminate, by its deadline and
 * half a second. A process that does not run cannot end anything, so its operations get extra time
 * for as long as it was paused or stood still, and for as long as their own thread waited for a
 * processor. Each process measures both.
 */
final class Deadlines {

  private static final long GRACE_NANOS = 500_000_000;

  private Deadlines() {}

  static List<String> check(List<Entry> entries) {
    Map<String, List<Entry>> stalls = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.STALL) {
        stalls.computeIfAbsent(entry.process(), process -> new ArrayList<>()).add(entry);
      }
    }
    List<String> violations = new ArrayList<>();
    for (Entry operation : entries) {
      if (operation.outcome() == Outcome.FAILED) {
        violations.add(describe(operation) + " failed: " + operation.value());
      } else if (operation.deadline() != 0) {
        long late = operation.end() - operation.deadline() - GRACE_NANOS - operation.starved();
        if (late > 0
            && late > stalled(operation, stalls.getOrDefault(operation.process(), List.of()))) {
          violations.add(
              "%s ended %s after its deadline"
                  .formatted(
                      describe(operation), Checker.millis(operation.end() - operation.deadline())));
        }
      }
    }
    return violations;
  }

  private static long stalled(Entry operation, List<Entry> stalls) {
    long sum = 0;
    for (Entry stall : stalls) {
      long overlap =
          Math.min(operation.end(), stall.end()) - Math.max(operation.begin(), stall.begin());
      sum += Math.max(0, overlap);
    }
    return sum;
  }

  private static String describe(Entry operation) {
    return "%s %s of %s in [%d, %d] (%s)"
        .formatted(
            operation.kind(),
            operation.name(),
            operation.process(),
            operation.begin(),
            operation.end(),
            operation.outcome());
  }
}
