package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I1, on the decisions of the store, which are in the order in which it made them. */
final class FencedWrites {

  private FencedWrites() {}

  static List<String> check(List<Entry> entries) {
    Map<String, Long> greatest = new HashMap<>();
    List<String> violations = new ArrayList<>();
    for (Entry write : entries) {
      if (write.kind() != Kind.WRITE) {
        continue;
      }
      long seen = greatest.getOrDefault(write.name(), 0L);
      if (write.isDone() && write.token() < seen) {
        violations.add(
            "the store accepted a write of %s for lock %s with token %d at %d, after token %d"
                .formatted(write.process(), write.name(), write.token(), write.end(), seen));
      }
      greatest.put(write.name(), Math.max(seen, write.token()));
    }
    return violations;
  }
}
