package io.coord.curator.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import io.coord.curator.lab.history.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests figures of hand-made histories. Times are in milliseconds. */
class FiguresTest {

  private final List<Entry> entries = new ArrayList<>();

  @Test
  void theLossOfAnEndedSessionCountsFromWhenItBegan() {
    tell("p1", Kind.HELD, "a", 0, 100, 7, "p1#1");
    tell("p1", Kind.HELD, "b", 95, 96, 8, "p1#2");
    tell("nemesis", Kind.FAULT, Checker.SESSION_ENDED, 90, 120, 0, "p1");
    tell("p1", Kind.LOST, "a", 101, 101, 7, "p1#1");
    tell("p1", Kind.LOST, "b", 102, 102, 8, "p1#2"); // began when the fault had
    tell("p2", Kind.LOST, "a", 103, 103, 9, "p2#1");

    assertThat(figures().lossDetection()).hasToString("11 / 11 / 11 ms (1)");
  }

  @Test
  void theLossOfAPausedHolderCountsFromWhenItWentOn() {
    tell("p1", Kind.HELD, "a", 0, 90, 7, "p1#1");
    tell("nemesis", Kind.FAULT, "worker paused > T", 90, 5_000, 0, "p1");
    tell("p1", Kind.LOST, "a", 5_003, 5_003, 7, "p1#1");

    assertThat(figures().lossDetection()).hasToString("3 / 3 / 3 ms (1)");
  }

  @Test
  void aLockIsHandedOverByItsNextGrantAndOnlyIfItWasHeldAtDeath() {
    acquire("p1", "a", 10, 7);
    acquire("p1", "b", 11, 8);
    tell("p1", Kind.RELEASE, "b", 12, 13, 8, "");
    tell("nemesis", Kind.FAULT, "worker killed", 100, 110, 0, "p1");
    acquire("p2", "b", 120, 9);
    acquire("p2", "a", 4_100, 10);
    acquire("p3", "a", 5_000, 11);

    assertThat(figures().handOver()).hasToString("4,000 / 4,000 / 4,000 ms (1)");
  }

  @Test
  void aViewConvergesWhenItShowsAValueThatWasWrittenSinceItBegan() {
    view("w", 0, Map.of());
    tell("p1", Kind.REGISTER, "x", 5, 10, 0, "1");
    view("w", 30, Map.of("x", "1"));
    view("w", 40, Map.of("x", "1"));
    view("late", 50, Map.of("x", "1"));

    assertThat(figures().convergence()).hasToString("20 / 20 / 20 ms (1)");
  }

  @Test
  void staleWritesAreThoseWithASmallerToken() {
    write(9, Outcome.DONE);
    write(5, Outcome.REFUSED);
    write(9, Outcome.DONE);
    write(8, Outcome.DONE);

    assertThat(figures().staleWrites(false)).isEqualTo(2);
    assertThat(figures().staleWrites(true)).isEqualTo(1);
  }

  @Test
  void ofAHundredDurationsThe99thPercentileIsTheLastButOne() {
    Spread spread = new Spread();
    for (int i = 100; i > 0; i--) {
      spread.add(i * 1_000_000L);
    }
    assertThat(spread).hasToString("50 / 99 / 100 ms (100)");
    assertThat(new Spread()).hasToString("none");
  }

  private Figures figures() {
    return new Figures(entries, 4_000_000_000L);
  }

  private void tell(
      String process, Kind kind, String name, long begin, long end, long token, String value) {
    entries.add(Entry.note(process, kind, name, begin * 1_000_000, end * 1_000_000, token, value));
  }

  private void acquire(String process, String lock, long at, long token) {
    tell(process, Kind.ACQUIRE, lock, at - 1, at, token, "TIMED");
  }

  private void view(String process, long at, Map<String, String> members) {
    String change = new ViewChange(members, Set.of(), Map.of(), members).toText();
    tell(process, Kind.VIEW, "members", at, at, 0, change);
  }

  private void write(long token, Outcome outcome) {
    entries.add(new Entry("p", Kind.WRITE, "a", 0, 0, 0, outcome, 0, token, ""));
  }
}
