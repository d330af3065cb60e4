package io.coord.curator.lab.history;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** I4: operations end in time and say how. */
class OperationsTest extends HandMade {

  @Test
  void anOperationMayEndHalfASecondAfterItsDeadline() {
    history.add(entry("p1", Kind.ACQUIRE, "a", 0, 1_499, 1_000, Outcome.REFUSED, 0, ""));
    assertGood();
  }

  @Test
  void anOperationThatEndsLaterIsAViolation() {
    history.add(entry("p1", Kind.ACQUIRE, "a", 0, 1_501, 1_000, Outcome.REFUSED, 0, ""));
    assertBad(Invariant.I4);
  }

  @Test
  void theTimeInWhichTheProcessDidNotRunDoesNotCount() {
    history.add(entry("p1", Kind.STALL, "process", 200, 900, 0, Outcome.DONE, 0, ""));
    history.add(entry("p1", Kind.ACQUIRE, "a", 0, 2_199, 1_000, Outcome.REFUSED, 0, ""));
    assertGood();
    history.add(entry("p2", Kind.ACQUIRE, "a", 0, 2_199, 1_000, Outcome.REFUSED, 0, ""));
    assertBad(Invariant.I4);
  }

  @Test
  void aStallIsWorthNoMoreThanItsPartOfTheOperation() {
    history.add(entry("p1", Kind.STALL, "process", -5_000, 100, 0, Outcome.DONE, 0, ""));
    history.add(entry("p1", Kind.ACQUIRE, "a", 0, 1_700, 1_000, Outcome.REFUSED, 0, ""));
    assertBad(Invariant.I4);
  }

  @Test
  void theTimeInWhichTheThreadGotNoProcessorDoesNotCount() {
    Entry late = entry("p1", Kind.ACQUIRE, "a", 0, 1_700, 1_000, Outcome.REFUSED, 0, "");
    history.add(starved(late, 250));
    assertGood();
    history.add(starved(late, 150));
    assertBad(Invariant.I4);
  }

  @Test
  void anOperationThatFailsUnexpectedlyIsAViolation() {
    history.add(entry("p1", Kind.RELEASE, "a", 0, 1, 1_000, Outcome.FAILED, 0, "NPE"));
    assertBad(Invariant.I4);
  }

  @Test
  void whatWasRefusedIsSeenByNobody() {
    register("p1", "x", 0, 10, Outcome.REFUSED, "v1");
    register("p1", "x", 20, 30, Outcome.DONE, "v2");
    view("p2", 40, Map.of("x", "v2"), Set.of(), Map.of(), Map.of("x", "v2"));
    assertGood();
    view("p2", 50, Map.of(), Set.of(), Map.of("x", "v1"), Map.of("x", "v1"));
    assertBad(Invariant.I4);
  }

  @Test
  void noMatterWhoSawItFirst() {
    view("p2", 5, Map.of("x", "v1"), Set.of(), Map.of(), Map.of("x", "v1"));
    register("p1", "x", 0, 10, Outcome.REFUSED, "v1");
    assertBad(Invariant.I4);
  }

  @Test
  void whatIsIndeterminateMayBeSeenOrNot() {
    register("p1", "x", 0, 10, Outcome.INDETERMINATE, "v1");
    register("p1", "y", 0, 10, Outcome.INDETERMINATE, "v2");
    view("p2", 5, Map.of("x", "v1"), Set.of(), Map.of(), Map.of("x", "v1"));
    assertGood();
  }
}
