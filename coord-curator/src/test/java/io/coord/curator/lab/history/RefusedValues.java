package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The second half of I4: what was refused did not happen. Every registration and every update
 * writes a value of its own; one that was refused must not be seen by anybody.
 */
final class RefusedValues {

  private RefusedValues() {}

  static List<String> check(List<Entry> entries) {
    Map<String, Entry> refused = new HashMap<>();
    for (Entry entry : entries) {
      if ((entry.kind() == Kind.REGISTER || entry.kind() == Kind.UPDATE)
          && entry.outcome() == Outcome.REFUSED) {
        refused.put(entry.value(), entry);
      }
    }
    List<String> violations = new ArrayList<>();
    for (Entry seen : entries) {
      for (String value : values(seen)) {
        Entry operation = refused.remove(value);
        if (operation != null) {
          violations.add(
              "%s %s of %s was refused at %d, but %s saw its value %s at %d"
                  .formatted(
                      operation.kind(),
                      operation.name(),
                      operation.process(),
                      operation.end(),
                      seen.process(),
                      value,
                      seen.begin()));
        }
      }
    }
    return violations;
  }

  private static Iterable<String> values(Entry seen) {
    return switch (seen.kind()) {
      case VIEW -> ViewChange.parse(seen.value()).members().values();
      case TRUTH -> ViewChange.parseMembers(seen.value()).values();
      default -> List.of();
    };
  }
}
