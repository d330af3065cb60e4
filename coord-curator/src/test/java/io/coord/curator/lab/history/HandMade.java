package io.coord.curator.lab.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A history made by hand, entry by entry, and whether it is good. Moments are in milliseconds. */
abstract class HandMade {

  final History history = History.of();

  final void assertGood() {
    assertThat(new Checker(Duration.ofSeconds(1)).check(history)).isEmpty();
  }

  final void assertBad(Invariant invariant) {
    List<Violation> violations = new Checker(Duration.ofSeconds(1)).check(history);
    assertThat(violations).extracting(Violation::invariant).containsOnly(invariant);
  }

  final void write(String process, String lock, long token, Outcome outcome) {
    history.add(entry(process, Kind.WRITE, lock, 0, 0, 0, outcome, token, ""));
  }

  final void acquire(String process, String lock, long begin, long end, long token) {
    history.add(entry(process, Kind.ACQUIRE, lock, begin, end, end, Outcome.DONE, token, "TIMED"));
  }

  final void held(String process, String lock, long begin, long end, String grant) {
    history.add(entry(process, Kind.HELD, lock, begin, end, 0, Outcome.DONE, 0, grant));
  }

  final void register(
      String process, String id, long begin, long end, Outcome outcome, String value) {
    history.add(entry(process, Kind.REGISTER, id, begin, end, end, outcome, 0, value));
  }

  final void view(
      String process,
      long at,
      Map<String, String> joined,
      Set<String> left,
      Map<String, String> updated,
      Map<String, String> members) {
    String change = new ViewChange(joined, left, updated, members).toText();
    history.add(entry(process, Kind.VIEW, "members", at, at, 0, Outcome.DONE, 0, change));
  }

  final void last(String process, Map<String, String> members) {
    String text = ViewChange.membersToText(members);
    history.add(entry(process, Kind.LAST_VIEW, "members", 99, 99, 0, Outcome.DONE, 0, text));
  }

  final void truth(Map<String, String> members) {
    String text = ViewChange.membersToText(members);
    history.add(entry("zookeeper", Kind.TRUTH, "members", 99, 99, 0, Outcome.DONE, 0, text));
  }

  /** What ZooKeeper holds of one instance, x. */
  final void census(long at, long czxid, int version, String value) {
    String text = Census.toText(Map.of("x", new Census.Node(czxid, 1, version, value)));
    history.add(entry("zookeeper", Kind.CENSUS, "members", at, at + 1, 0, Outcome.DONE, 0, text));
  }

  static Entry starved(Entry entry, long millis) {
    return new Entry(
        entry.process(),
        entry.kind(),
        entry.name(),
        entry.begin(),
        entry.end(),
        entry.deadline(),
        entry.outcome(),
        millis * 1_000_000,
        entry.token(),
        entry.value());
  }

  static Entry entry(
      String process,
      Kind kind,
      String name,
      long beginMillis,
      long endMillis,
      long deadlineMillis,
      Outcome outcome,
      long token,
      String value) {
    return new Entry(
        process,
        kind,
        name,
        beginMillis * 1_000_000,
        endMillis * 1_000_000,
        deadlineMillis * 1_000_000,
        outcome,
        0,
        token,
        value);
  }
}
