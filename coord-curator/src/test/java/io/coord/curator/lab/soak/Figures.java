package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import io.coord.curator.lab.history.ViewChange;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Derives from a history how much was done and how long it took. */
final class Figures {

  private static final Set<Kind> OPERATIONS =
      EnumSet.of(
          Kind.ACQUIRE, Kind.RELEASE, Kind.WRITE, Kind.REGISTER, Kind.UPDATE, Kind.DEREGISTER);

  private final List<Entry> entries;
  private final long sessionTimeoutNanos;

  Figures(List<Entry> entries, long sessionTimeoutNanos) {
    this.entries = entries;
    this.sessionTimeoutNanos = sessionTimeoutNanos;
  }

  long operations() {
    return entries.stream().filter(entry -> OPERATIONS.contains(entry.kind())).count();
  }

  long operations(Outcome outcome) {
    return entries.stream()
        .filter(entry -> OPERATIONS.contains(entry.kind()) && entry.outcome() == outcome)
        .count();
  }

  long done(Kind kind) {
    return entries.stream().filter(entry -> entry.kind() == kind && entry.isDone()).count();
  }

  /**
   * Verdicts on ids that several had registered, and comparisons of what called itself fresh with
   * what existed.
   */
  String comparisons() {
    return "%,d, %,d".formatted(done(Kind.QUIET), done(Kind.LOOK));
  }

  Map<String, Integer> faults() {
    Map<String, Integer> faults = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.FAULT) {
        faults.merge(entry.name(), 1, Integer::sum);
      }
    }
    return faults;
  }

  /** Writes with a token smaller than one that the store had seen: accepted, or all. */
  long staleWrites(boolean acceptedOnly) {
    Map<String, Long> greatest = new HashMap<>();
    long count = 0;
    for (Entry entry : entries) {
      if (entry.kind() == Kind.WRITE) {
        boolean stale = entry.token() < greatest.getOrDefault(entry.name(), 0L);
        count += stale && (entry.isDone() || !acceptedOnly) ? 1 : 0;
        greatest.merge(entry.name(), entry.token(), Math::max);
      }
    }
    return count;
  }

  /**
   * To the first "not held" of a grant that was held when the fault began: from when somebody began
   * to end the session, which is before it had ended, or from when a paused process went on.
   */
  Spread lossDetection() {
    Map<String, Long> heldSince = new HashMap<>(); // by the number of the grant
    for (Entry entry : entries) {
      if (entry.kind() == Kind.HELD) {
        heldSince.merge(entry.value(), entry.begin(), Math::min);
      }
    }
    Spread spread = new Spread();
    for (Entry fault : entries) {
      if (fault.kind() == Kind.FAULT
          && Set.of(Checker.SESSION_ENDED, "worker paused > T").contains(fault.name())) {
        Set<String> seen = new HashSet<>();
        for (Entry lost : entries) {
          if (lost.kind() == Kind.LOST
              && lost.process().equals(fault.value())
              && lost.begin() >= fault.begin()
              && lost.begin() <= fault.end() + sessionTimeoutNanos
              && heldSince.getOrDefault(lost.value(), Long.MAX_VALUE) < fault.begin()
              && seen.add(lost.value())) {
            boolean ended = fault.name().equals(Checker.SESSION_ENDED);
            spread.add(Math.max(0, lost.begin() - (ended ? fault.begin() : fault.end())));
          }
        }
      }
    }
    return spread;
  }

  /** From the death of a process that held a lock to the next grant of that lock. */
  Spread handOver() {
    Spread spread = new Spread();
    for (Entry fault : entries) {
      if (fault.kind() == Kind.FAULT && fault.name().equals("worker killed")) {
        for (String lock : heldAtDeath(fault.value())) {
          entries.stream()
              .filter(
                  entry ->
                      entry.kind() == Kind.ACQUIRE
                          && entry.isDone()
                          && entry.name().equals(lock)
                          && entry.end() > fault.end())
              .mapToLong(Entry::end)
              .min()
              .ifPresent(granted -> spread.add(granted - fault.begin()));
        }
      }
    }
    return spread;
  }

  private Set<String> heldAtDeath(String process) {
    Map<String, Long> held = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.process().equals(process) && entry.kind() == Kind.ACQUIRE && entry.isDone()) {
        held.put(entry.name(), entry.token());
      } else if (entry.process().equals(process) && entry.kind() == Kind.RELEASE) {
        held.remove(entry.name(), entry.token());
      } else if (entry.process().equals(process) && entry.kind() == Kind.LOST) {
        held.remove(entry.name(), entry.token());
      }
    }
    return held.keySet();
  }

  /**
   * From the end of a registration or an update to when a watcher saw it: for each watcher and each
   * value that it saw.
   */
  Spread convergence() {
    Map<String, Long> written = new HashMap<>();
    for (Entry entry : entries) {
      if ((entry.kind() == Kind.REGISTER || entry.kind() == Kind.UPDATE) && entry.isDone()) {
        written.put(entry.value(), entry.end());
      }
    }
    Spread spread = new Spread();
    Set<String> seen = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.VIEW) {
        for (String value : ViewChange.parse(entry.value()).members().values()) {
          if (written.containsKey(value)
              && seen.add(entry.process() + " " + value)
              && startOf(entry.process()) <= written.get(value)) {
            spread.add(Math.max(0, entry.begin() - written.get(value)));
          }
        }
      }
    }
    return spread;
  }

  private final Map<String, Long> starts = new HashMap<>();

  /** When it first reported something; what was written before is no news to it. */
  private long startOf(String process) {
    return starts.computeIfAbsent(
        process,
        key ->
            entries.stream()
                .filter(entry -> entry.process().equals(key))
                .mapToLong(Entry::begin)
                .min()
                .orElse(0));
  }
}
