package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The second half of I7: no two processes keep overwriting each other. A process that registers or
 * updates writes the node, may be overwritten, and writes it back; beyond that a node is written
 * only the few times that it is restored. And in a quiet interval its writers do not alternate.
 */
final class Turns {

  private static final long SECOND = 1_000_000_000;
  private static final int LATE_SECONDS = 5; // an update that got no answer is written later
  private static final int PER_OPERATION = 3; // written, overwritten, written back
  private static final int PER_SECOND = 5;
  private static final int ONCE = 10;
  private static final int MOST_ALTERNATIONS = 4;

  private final List<Census> censuses;
  private final Map<String, NavigableMap<Long, Integer>> operations = new HashMap<>(); // by id
  private final Map<String, String> writers = new HashMap<>(); // of values

  private Turns(List<Entry> entries) {
    this.censuses = Census.all(entries);
    for (Entry entry : entries) {
      switch (entry.kind()) {
        case REGISTER, UPDATE -> {
          writers.put(entry.value(), writer(entry));
          count(entry);
        }
        case DEREGISTER -> count(entry);
        default -> {}
      }
    }
  }

  /** Those of one process, too, are told apart by the word in front of the last number. */
  private static String writer(Entry entry) {
    String value = entry.value();
    int last = value.lastIndexOf(':');
    return last < 0 ? entry.process() : value.substring(0, last);
  }

  private void count(Entry entry) {
    operations
        .computeIfAbsent(entry.name(), id -> new TreeMap<>())
        .merge(entry.end(), 1, Integer::sum);
  }

  static List<String> check(List<Entry> entries) {
    Turns turns = new Turns(entries);
    List<String> violations = new ArrayList<>();
    turns.checkWrites(violations);
    for (Entry entry : entries) {
      if (entry.kind() == Kind.QUIET) {
        turns.checkWriters(entry, violations);
      }
    }
    return violations;
  }

  private void checkWrites(List<String> violations) {
    Set<String> ids = new HashSet<>();
    censuses.forEach(census -> ids.addAll(census.nodes().keySet()));
    for (String id : ids) {
      Census first = null;
      Census last = null;
      long writes = 0;
      for (Census census : censuses) {
        Census.Node node = census.nodes().get(id);
        Census.Node known = last == null ? null : last.nodes().get(id);
        if (node != null && known != null) {
          writes +=
              node.czxid() == known.czxid() ? node.version() - known.version() : node.version() + 1;
        } else if (node != null && last != null) {
          writes += node.version() + 1;
        }
        last = census;
        if (first == null) {
          first = census;
        } else if (census.begin() - first.end() >= SECOND) {
          if (writes > mostWrites(id, first.begin(), census.end())) {
            violations.add(
                "%s was written %d times in [%d, %d], in which %d operations ended"
                    .formatted(
                        id,
                        writes,
                        first.begin(),
                        census.end(),
                        ended(id, first.begin(), census.end())));
          }
          first = census;
          writes = 0;
        }
      }
    }
  }

  private long mostWrites(String id, long begin, long end) {
    return ONCE + PER_SECOND * ((end - begin) / SECOND) + PER_OPERATION * ended(id, begin, end);
  }

  /** How many ended then, a while before or a while later: those have begun to write. */
  private long ended(String id, long begin, long end) {
    return operations
        .getOrDefault(id, new TreeMap<>())
        .subMap(begin - LATE_SECONDS * SECOND, true, end + LATE_SECONDS * SECOND, true)
        .values()
        .stream()
        .mapToLong(count -> count)
        .sum();
  }

  private void checkWriters(Entry quiet, List<String> violations) {
    List<String> seen = new ArrayList<>();
    for (Census census : censuses) {
      Census.Node node = census.nodes().get(quiet.name());
      if (node != null && census.begin() >= quiet.begin() && census.end() <= quiet.end()) {
        String writer = writers.getOrDefault(node.value(), node.value());
        if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(writer)) {
          seen.add(writer);
        }
      }
    }
    if (seen.size() - 1 > MOST_ALTERNATIONS) {
      violations.add(
          "%s was written in turns in [%d, %d], in which nobody updated it: %s"
              .formatted(quiet.name(), quiet.begin(), quiet.end(), seen));
    }
  }
}
