package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I9: an outage of all servers that is shorter than sessions live costs nothing. Nobody can learn
 * during it that a session ended, so
 *
 * <ul>
 *   <li>a lease is not lost before T has passed since the last contact, which is T/2 after it was
 *       last held at the earliest;
 *   <li>the node of an instance is not replaced by another if its process reached the servers again
 *       while its session certainly lived.
 * </ul>
 *
 * Not checked for a process that something else hit too, or that stood still.
 */
final class Outages {

  private static final long TOLERANCE = 100_000_000;

  private final List<Entry> entries;
  private final List<Entry> faults;
  private final List<Census> censuses;
  private final Set<String> processes = new HashSet<>();
  private final Map<String, String> owners = new HashMap<>(); // processes by the values they wrote
  private final long timeout;

  private Outages(List<Entry> entries, long timeout) {
    this.entries = entries;
    this.timeout = timeout;
    this.censuses = Census.all(entries);
    this.faults =
        entries.stream()
            .filter(entry -> entry.kind() == Kind.FAULT)
            .filter(fault -> !Checker.HARMLESS.contains(fault.name()))
            .toList();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.REGISTER || entry.kind() == Kind.UPDATE) {
        owners.put(entry.value(), entry.process());
      }
      processes.add(entry.process());
    }
  }

  static List<String> check(List<Entry> entries, long sessionTimeoutNanos) {
    Outages outages = new Outages(entries, sessionTimeoutNanos);
    List<String> violations = new ArrayList<>();
    for (Entry fault : outages.faults) {
      if (Checker.OUTAGES.contains(fault.name())) {
        outages.checkLeases(fault, violations);
        outages.checkMembers(fault, violations);
      }
    }
    return violations;
  }

  private void checkLeases(Entry outage, List<String> violations) {
    for (Entry gone : entries) {
      if (gone.kind() == Kind.GONE
          && gone.end() >= outage.begin()
          && gone.end() <= outage.begin() + timeout
          && gone.end() - gone.begin() < timeout / 2 - TOLERANCE
          && !gone.name().startsWith(Checker.ADMINISTERED)
          && !isHit(gone.process(), outage, gone.end())) {
        violations.add(
            "%s of %s was lost %s after it was last held, in the outage in [%d, %d]"
                .formatted(
                    gone.name(),
                    gone.process(),
                    Checker.millis(gone.end() - gone.begin()),
                    outage.begin(),
                    outage.end()));
      }
    }
  }

  private void checkMembers(Entry outage, List<String> violations) {
    for (Entry reached : entries) {
      if (reached.kind() == Kind.REACHED
          && reached.begin() == outage.end()
          && isCertain(outage, reached)
          && !isHit(reached.process(), outage, reached.end() + timeout / 2)) {
        checkMembers(outage, reached, violations);
      }
    }
  }

  private void checkMembers(Entry outage, Entry reached, List<String> violations) {
    Census last = Census.before(censuses, outage.begin());
    if (last == null) {
      return;
    }
    last.nodes()
        .forEach(
            (id, node) -> {
              if (!reached.process().equals(owners.get(node.value()))) {
                return;
              }
              for (Census later : censuses) {
                Census.Node now = later.nodes().get(id);
                if (later.begin() >= outage.begin()
                    && later.end() <= reached.end() + timeout / 2
                    && (now == null || now.czxid() != node.czxid())) {
                  if (!isMoved(id, last.begin(), later.end())) {
                    violations.add(
                        "%s of %s has another node after the outage in [%d, %d]: %s, not %s"
                            .formatted(
                                id, reached.process(), outage.begin(), outage.end(), now, node));
                  }
                  return;
                }
              }
            });
  }

  /** Whether somebody registered it, or took it away, in that time. */
  private boolean isMoved(String id, long begin, long end) {
    return entries.stream()
        .anyMatch(
            entry ->
                (entry.kind() == Kind.REGISTER || entry.kind() == Kind.DEREGISTER)
                    && entry.name().equals(id)
                    && entry.begin() <= end
                    && entry.end() >= begin - timeout);
  }

  /**
   * Servers that are started give every session its whole time again, and a client gives up T after
   * the beginning of the outage at the earliest, as it heard of a server T/3 before. If the servers
   * have run on, a session may end T after its last ping, which was T/3 before, too.
   */
  private boolean isCertain(Entry outage, Entry reached) {
    double timeouts = outage.name().equals(Checker.OUT_OF_REACH) ? 0.5 : 0.8;
    return reached.end() - outage.begin() <= timeouts * timeout;
  }

  private boolean isHit(String process, Entry outage, long until) {
    long since = outage.begin() - 2 * timeout;
    boolean stalled =
        entries.stream()
            .anyMatch(
                entry ->
                    entry.kind() == Kind.STALL
                        && entry.process().equals(process)
                        && entry.end() >= outage.begin() - timeout / 2
                        && entry.begin() <= until
                        && entry.end() - entry.begin() >= timeout / 8);
    return stalled
        || faults.stream()
            .anyMatch(
                fault ->
                    fault != outage
                        && fault.end() >= since
                        && fault.begin() <= until
                        && (fault.value().equals(process) || !processes.contains(fault.value())));
  }
}
