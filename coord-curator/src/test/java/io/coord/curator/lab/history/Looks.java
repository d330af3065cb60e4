package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A part of I6: what calls itself fresh is. A view that was opened and loaded, and a read, hold
 * every node that was there before and still is afterwards, with its value if that was not written
 * meanwhile; and nobody who had left, or what had been overwritten, before. The laboratory's own
 * reads say what was there. (What was overwritten of an id that several have registered may come
 * back for a moment.)
 */
final class Looks {

  /** Faults that leave a leader in doubt for a while: of what is answered then nothing is asked. */
  private static final Set<String> DEPOSING =
      Set.of("leader cut off", "leader paused", "server paused");

  private final List<Census> censuses;
  private final Map<String, Entry> ends = new HashMap<>(); // when a value was done with, for good

  private final List<Entry> deposed;
  private final long sessionTimeout;

  private Looks(List<Entry> entries, long sessionTimeoutNanos) {
    this.sessionTimeout = sessionTimeoutNanos;
    this.deposed =
        entries.stream()
            .filter(entry -> entry.kind() == Kind.FAULT && DEPOSING.contains(entry.name()))
            .toList();
    this.censuses = Census.all(entries);
    Map<String, String> standing = new HashMap<>(); // by process and id
    for (Entry entry : entries) {
      if (entry.isDone() && !entry.name().startsWith(Checker.CONTESTED)) {
        String owner = entry.process() + " " + entry.name();
        switch (entry.kind()) {
          case REGISTER -> standing.put(owner, entry.value());
          case UPDATE -> end(standing.put(owner, entry.value()), entry);
          case DEREGISTER -> end(standing.remove(owner), entry);
          default -> {}
        }
      }
    }
  }

  private void end(String value, Entry operation) {
    if (value != null) {
      ends.put(value, operation);
    }
  }

  static List<String> check(List<Entry> entries, long sessionTimeoutNanos) {
    Looks looks = new Looks(entries, sessionTimeoutNanos);
    List<String> violations = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.LOOK && !looks.mayBeAnsweredByADeposedLeader(entry)) {
        looks.check(entry, ViewChange.parseMembers(entry.value()), violations);
      }
    }
    return violations;
  }

  private void check(Entry look, Map<String, String> seen, List<String> violations) {
    Census before = Census.before(censuses, look.begin());
    Census after = Census.after(censuses, look.end());
    if (before == null || after == null) {
      return;
    }
    before
        .nodes()
        .forEach(
            (id, node) -> {
              Census.Node later = after.nodes().get(id);
              boolean stayed = later != null && later.czxid() == node.czxid();
              if (stayed && !seen.containsKey(id)) {
                violations.add(describe(look, "misses " + id + ", which was there all the time"));
              } else if (stayed
                  && later.version() == node.version()
                  && !node.value().equals(seen.get(id))) {
                violations.add(
                    describe(look, "has %s=%s for %s".formatted(id, seen.get(id), node.value())));
              }
            });
    seen.forEach(
        (id, value) -> {
          Entry end = ends.get(value);
          boolean gone = end != null && end.end() <= before.begin();
          if (gone && !holds(before, id, value) && !holds(after, id, value)) {
            violations.add(
                describe(look, "has %s=%s, which was gone at %d".formatted(id, value, end.end())));
          }
        });
  }

  /** A deposed leader may answer a sync until it learns that it was deposed. */
  private boolean mayBeAnsweredByADeposedLeader(Entry look) {
    return deposed.stream()
        .anyMatch(
            fault -> fault.begin() <= look.end() && look.begin() <= fault.end() + sessionTimeout);
  }

  private static boolean holds(Census census, String id, String value) {
    Census.Node node = census.nodes().get(id);
    return node != null && node.value().equals(value);
  }

  private static String describe(Entry look, String what) {
    return "a %s of %s, fresh in [%d, %d], %s (%s)"
        .formatted(look.name(), look.process(), look.begin(), look.end(), what, look.value());
  }
}
