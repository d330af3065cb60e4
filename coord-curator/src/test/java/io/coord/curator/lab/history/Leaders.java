package io.coord.curator.lab.history;

import io.coord.curator.lab.history.Exclusion.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * I8, as far as I1 and I3 do not check it already: who leads is recorded as one who holds a lock.
 *
 * <ul>
 *   <li>Of two terms in which somebody led, the later one has the greater epoch.
 *   <li>A process has one task at a time.
 *   <li>Nobody leads for a while only if a fault may be the reason: that lasts T and some seconds
 *       longer than the fault.
 * </ul>
 */
final class Leaders {

  /** Some ticks, a candidate's pause, and a machine that has other work too. */
  private static final long SLACK = 8_000_000_000L;

  private Leaders() {}

  static List<String> check(List<Entry> entries, EndedSessions ended, long timeout) {
    List<String> violations = new ArrayList<>();
    Map<String, List<Interval>> byElection =
        Exclusion.intervals(entries).stream()
            .filter(interval -> interval.lock().startsWith(Checker.ELECTION))
            .sorted(Comparator.comparingLong(Interval::begin))
            .collect(Collectors.groupingBy(Interval::lock));
    byElection.forEach(
        (election, terms) -> {
          checkEpochs(terms, ended, violations);
          checkVacancies(terms, entries, timeout, violations);
        });
    checkTasks(entries, violations);
    return violations;
  }

  private static void checkEpochs(
      List<Interval> terms, EndedSessions ended, List<String> violations) {
    Interval greatest = null;
    for (Interval term : terms) {
      if (greatest != null
          && term.token() <= greatest.token()
          && !ended.cover(term.process(), term.begin())) {
        violations.add(
            "the later term has no greater epoch: %s after %s".formatted(term, greatest));
      }
      if (greatest == null || term.token() > greatest.token()) {
        greatest = term;
      }
    }
  }

  private static void checkVacancies(
      List<Interval> terms, List<Entry> entries, long timeout, List<String> violations) {
    List<Entry> faults =
        entries.stream()
            .filter(entry -> entry.kind() == Kind.FAULT || isLongStall(entry, timeout))
            .sorted(Comparator.comparingLong(Entry::begin))
            .toList();
    Interval last = null; // of those before: the one that ends last
    for (Interval term : terms) {
      if (last != null && term.begin() > last.end()) {
        long unexplained = unexplained(last.end(), term.begin(), faults, timeout + SLACK);
        if (unexplained > timeout + SLACK) {
          violations.add(
              "nobody led for %s after %s, though no fault explains it"
                  .formatted(Checker.millis(term.begin() - last.end()), last));
        }
      }
      if (last == null || term.end() > last.end()) {
        last = term;
      }
    }
  }

  private static boolean isLongStall(Entry entry, long timeout) {
    return entry.kind() == Kind.STALL && entry.end() - entry.begin() > timeout / 2;
  }

  /** How much of that time lies neither in a fault nor within the reach of one. */
  private static long unexplained(long begin, long end, List<Entry> faults, long reach) {
    long sum = 0;
    long from = begin;
    for (Entry fault : faults) {
      if (fault.begin() > from) {
        sum += Math.max(0, Math.min(end, fault.begin()) - from);
      }
      from = Math.max(from, Math.min(end, fault.end() + reach));
    }
    return sum + Math.max(0, end - from);
  }

  private static void checkTasks(List<Entry> entries, List<String> violations) {
    Map<String, Entry> running = new HashMap<>(); // the last one of each process and election
    entries.stream()
        .filter(entry -> entry.kind() == Kind.LEAD)
        .sorted(Comparator.comparingLong(Entry::begin))
        .forEach(
            task -> {
              Entry before = running.put(task.process() + " " + task.name(), task);
              if (before != null && task.begin() < before.end()) {
                violations.add("two tasks at once: %s and %s".formatted(before, task));
              }
            });
  }
}
