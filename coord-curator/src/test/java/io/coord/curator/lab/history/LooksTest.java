package io.coord.curator.lab.history;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** I6: what calls itself fresh is. The checker's T is a second. */
class LooksTest extends HandMade {

  @Test
  void aViewThatHoldsWhatWasThereBefore() {
    census(0, 7, 0, "1");
    look(10, 20, Map.of("x", "1"));
    census(30, 7, 0, "1");
    assertGood();
  }

  @Test
  void aViewOfALaggingServerMissesAMember() {
    census(0, 7, 0, "1");
    look(10, 20, Map.of());
    assertGood(); // it may have left
    census(30, 7, 0, "1");
    assertBad(Invariant.I6);
  }

  @Test
  void aViewOfALaggingServerHasAnOldValue() {
    census(0, 7, 3, "2");
    look(10, 20, Map.of("x", "1"));
    census(30, 7, 3, "2");
    assertBad(Invariant.I6);
  }

  @Test
  void aViewOfALaggingServerHasAMemberThatHadLeft() {
    register("p1", "x", 0, 1, Outcome.DONE, "1");
    history.add(entry("p1", Kind.DEREGISTER, "x", 2, 4, 9, Outcome.DONE, 0, ""));
    nobody(5);
    look(10, 20, Map.of("x", "1"));
    nobody(30);
    assertBad(Invariant.I6);
  }

  @Test
  void aViewOfALaggingServerHasAMemberThatHasBecomeAnother() {
    register("p1", "x", 0, 1, Outcome.DONE, "1");
    history.add(entry("p1", Kind.UPDATE, "x", 2, 4, 9, Outcome.DONE, 0, "2"));
    census(5, 7, 1, "2");
    look(10, 20, Map.of("x", "1"));
    census(30, 7, 9, "9");
    assertBad(Invariant.I6);
  }

  @Test
  void whoIsPutBackMeanwhileMayBeSeenOrNot() {
    register("p1", "x", 0, 1, Outcome.DONE, "1");
    nobody(5); // its session had ended
    look(10, 20, Map.of("x", "1"));
    look(10, 20, Map.of());
    census(30, 8, 0, "1");
    assertGood();
  }

  @Test
  void whoIsReplacedMeanwhileMayBeSeenOrNot() {
    census(0, 7, 0, "1");
    look(10, 20, Map.of());
    look(10, 20, Map.of("x", "1"));
    look(10, 20, Map.of("x", "2"));
    census(30, 8, 0, "2");
    assertGood();
  }

  @Test
  void whoLeavesJustBeforeMayStillBeSeen() {
    register("p1", "x", 0, 1, Outcome.DONE, "1");
    census(2, 7, 0, "1");
    history.add(entry("p1", Kind.DEREGISTER, "x", 5, 9, 9, Outcome.DONE, 0, ""));
    look(8, 20, Map.of("x", "1"));
    nobody(30);
    assertGood();
  }

  @Test
  void aLeaderThatIsNoneAnyMoreMayAnswer() {
    census(0, 7, 0, "1");
    look(10, 20, Map.of());
    census(30, 7, 0, "1");
    history.add(
        entry("nemesis", Kind.FAULT, "leader cut off", 15, 18, 0, Outcome.DONE, 0, "server 1"));
    assertGood();
  }

  private void nobody(long at) {
    history.add(entry("zookeeper", Kind.CENSUS, "members", at, at + 1, 0, Outcome.DONE, 0, ""));
  }

  private void look(long begin, long end, Map<String, String> members) {
    String text = ViewChange.membersToText(members);
    history.add(entry("p2", Kind.LOOK, "view", begin, end, 0, Outcome.DONE, 0, text));
  }
}
