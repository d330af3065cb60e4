package io.coord.curator.lab.history;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** I6: nobody is seen to leave who did not. */
class DeparturesTest extends HandMade {

  @Test
  void whoIsSeenToLeaveHasLeft() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 20, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    history.add(entry("p1", Kind.DEREGISTER, "x", 30, 40, 50, Outcome.DONE, 0, ""));
    view("p2", 35, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertGood();
  }

  @Test
  void whoIsSeenToLeaveWasHitByAFault() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 20, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    history.add(entry("n", Kind.FAULT, "session ended", 30, 30, 0, Outcome.DONE, 0, "p1"));
    view("p2", 35, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertGood();
  }

  @Test
  void whoIsSeenToLeaveMayHaveStoodStillTooLong() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 20, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    view("p2", 900, Map.of(), Set.of("x"), Map.of(), Map.of());
    history.add(entry("p1", Kind.STALL, "process", 30, 270, 0, Outcome.DONE, 0, ""));
    assertBad(Invariant.I6);
    history.add(entry("p1", Kind.STALL, "process", 300, 550, 0, Outcome.DONE, 0, ""));
    assertGood();
  }

  @Test
  void whoIsSeenToLeaveWasReplacedByANewerOwner() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 5, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    register("p3", "x", 11, 15, Outcome.DONE, "2");
    view("p2", 20, Map.of("x", "2"), Set.of("x"), Map.of(), Map.of("x", "2"));
    assertGood();
    view("p2", 30, Map.of("x", "2"), Set.of("x"), Map.of(), Map.of("x", "2"));
    assertBad(Invariant.I6);
  }

  @Test
  void aWatcherMayHearLateOfOneThatLeftAndCameBack() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 20, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    history.add(entry("p1", Kind.DEREGISTER, "x", 30, 40, 50, Outcome.DONE, 0, ""));
    register("p1", "x", 41, 45, Outcome.DONE, "2");
    view("p2", 60, Map.of("x", "2"), Set.of("x"), Map.of(), Map.of("x", "2"));
    assertGood();
  }

  @Test
  void whatItsOwnerTookAwayBeforeIsNoReasonToLeave() {
    history.add(entry("p1", Kind.DEREGISTER, "x", 0, 5, 10, Outcome.DONE, 0, ""));
    register("p1", "x", 11, 15, Outcome.DONE, "2");
    view("p2", 20, Map.of("x", "2"), Set.of(), Map.of(), Map.of("x", "2"));
    view("p2", 60, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertBad(Invariant.I6);
  }

  @Test
  void aLaterOwnerMayHaveTakenItAway() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 20, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    register("p3", "x", 41, 45, Outcome.DONE, "2");
    history.add(entry("p3", Kind.DEREGISTER, "x", 50, 55, 60, Outcome.DONE, 0, ""));
    view("p2", 60, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertGood();
  }

  @Test
  void whoIsSeenToLeaveThoughSomebodyElseTookItAwayHasNotLeft() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    register("p3", "x", 11, 15, Outcome.DONE, "2");
    view("p2", 20, Map.of("x", "2"), Set.of(), Map.of(), Map.of("x", "2"));
    history.add(entry("p1", Kind.DEREGISTER, "x", 30, 40, 50, Outcome.DONE, 0, ""));
    view("p2", 35, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertBad(Invariant.I6);
  }

  @Test
  void aTakeoverTakesNobodyElseAway() {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    view("p2", 20, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    history.add(entry("n", Kind.FAULT, Checker.TAKEN_OVER, 21, 40, 0, Outcome.DONE, 0, "y"));
    view("p2", 35, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertBad(Invariant.I6);
  }
}
