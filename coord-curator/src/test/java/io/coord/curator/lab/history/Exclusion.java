package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * I3. A process asks its leases again and again whether they are held. The interval of a grant runs
 * from the answer of the first "held" to the call of the last one; that is never more than the time
 * for which it was believed. In between the answer may have been "not held" for a while: since the
 * same grant was held again later, nobody else can have had the lock.
 */
final class Exclusion {

  /** The time in which one grant was held. */
  record Interval(String process, String lock, long token, long begin, long end) {
    Interval until(EndedSessions ended) {
      return new Interval(process, lock, token, begin, ended.firstWithin(process, begin, end));
    }
  }

  /** Two grants that were held at the same time, and for how long. */
  record Overlap(Interval first, Interval second, long nanos) {}

  private Exclusion() {}

  static List<String> check(List<Entry> entries, Predicate<String> strict, EndedSessions ended) {
    return overlaps(entries, strict, ended).stream()
        .map(
            overlap ->
                "held by two for %s: %s and %s"
                    .formatted(Checker.millis(overlap.nanos()), overlap.first(), overlap.second()))
        .toList();
  }

  static List<Overlap> overlaps(
      List<Entry> entries, Predicate<String> strict, EndedSessions ended) {
    List<Overlap> overlaps = new ArrayList<>();
    intervals(entries).stream()
        .filter(interval -> strict.test(interval.lock()))
        .filter(interval -> !ended.cover(interval.process(), interval.begin()))
        .map(interval -> interval.until(ended))
        .collect(Collectors.groupingBy(Interval::lock))
        .values()
        .forEach(ofLock -> addOverlaps(ofLock, overlaps));
    return overlaps;
  }

  private static void addOverlaps(List<Interval> ofLock, List<Overlap> overlaps) {
    List<Interval> sorted = new ArrayList<>(ofLock);
    sorted.sort(Comparator.comparingLong(Interval::begin));
    Interval longest = null; // of those before: the one that ends last
    for (Interval interval : sorted) {
      if (longest != null && interval.begin() < longest.end()) {
        long until = Math.min(interval.end(), longest.end());
        overlaps.add(new Overlap(longest, interval, until - interval.begin()));
      }
      if (longest == null || interval.end() > longest.end()) {
        longest = interval;
      }
    }
  }

  /** One for each grant; a process records a long one in parts. */
  static List<Interval> intervals(List<Entry> entries) {
    Map<String, Interval> byGrant = new LinkedHashMap<>();
    for (Entry held : entries) {
      if (held.kind() == Kind.HELD && held.end() > held.begin()) {
        byGrant.merge(
            held.process() + " " + held.name() + " " + held.value(),
            new Interval(held.process(), held.name(), held.token(), held.begin(), held.end()),
            (a, b) ->
                new Interval(
                    a.process(),
                    a.lock(),
                    a.token(),
                    Math.min(a.begin(), b.begin()),
                    Math.max(a.end(), b.end())));
      }
    }
    return List.copyOf(byGrant.values());
  }
}
