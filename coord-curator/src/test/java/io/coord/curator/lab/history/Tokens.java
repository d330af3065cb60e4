package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * I2. This checks more than that tokens rise from a grant to those requested after its release:
 * they must rise from a grant to those requested after it was made. A lock satisfies both, and this
 * one also covers grants that were never released.
 */
final class Tokens {

  private Tokens() {}

  static List<String> check(List<Entry> entries, Predicate<String> ordered, EndedSessions ended) {
    List<String> violations = new ArrayList<>();
    Map<String, List<Entry>> byLock =
        entries.stream()
            .filter(entry -> entry.kind() == Kind.ACQUIRE && entry.isDone() && entry.token() != 0)
            .collect(Collectors.groupingBy(Entry::name));
    byLock.forEach(
        (lock, grants) -> {
          checkUnique(grants, violations);
          if (ordered.test(lock)) {
            checkOrder(grants, ended, violations);
          }
        });
    return violations;
  }

  private static void checkUnique(List<Entry> grants, List<String> violations) {
    Map<Long, Entry> byToken = new HashMap<>();
    for (Entry grant : grants) {
      Entry other = byToken.putIfAbsent(grant.token(), grant);
      if (other != null) {
        violations.add("one token for two grants: " + describe(other) + " and " + describe(grant));
      }
    }
  }

  private static void checkOrder(List<Entry> grants, EndedSessions ended, List<String> violations) {
    List<Entry> made = grants.stream().sorted(Comparator.comparingLong(Entry::end)).toList();
    List<Entry> asked = grants.stream().sorted(Comparator.comparingLong(Entry::begin)).toList();
    int next = 0;
    Entry greatest = null;
    for (Entry grant : asked) {
      for (; next < made.size() && made.get(next).end() < grant.begin(); next++) {
        if (greatest == null || made.get(next).token() > greatest.token()) {
          greatest = made.get(next);
        }
      }
      if (greatest != null
          && greatest.token() > grant.token()
          && !ended.cover(grant.process(), grant.end())) {
        violations.add(
            "the later grant has the smaller token: %s was made before %s was asked for"
                .formatted(describe(greatest), describe(grant)));
      }
    }
  }

  private static String describe(Entry grant) {
    return "token %d of lock %s to %s in [%d, %d]"
        .formatted(grant.token(), grant.name(), grant.process(), grant.begin(), grant.end());
  }
}
