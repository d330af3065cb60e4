package io.coord.curator.lab.history;

import org.junit.jupiter.api.Test;

/** I7: nobody writes a node in turns. */
class TurnsTest extends HandMade {

  @Test
  void whoeverUpdatesWritesTheNode() {
    for (int i = 0; i < 20; i++) {
      updates(100 * i, 50);
      census(100 * i + 99, 7, 50 * (i + 1), "a:" + i);
    }
    assertGood();
  }

  @Test
  void aNodeMayBePutBackNowAndThen() {
    for (int i = 0; i < 100; i++) {
      census(100 * i, i / 10, i % 2, "a:1");
    }
    assertGood();
  }

  @Test
  void itsVersionGoesOnGrowingThoughNobodyUpdates() {
    updates(0, 50);
    for (int i = 0; i < 150; i++) {
      census(100 * i, 7, 3 * i, i % 2 == 0 ? "a:1" : "b:1");
    }
    assertBad(Invariant.I7);
  }

  @Test
  void itIsReplacedAgainAndAgain() {
    for (int i = 0; i < 150; i++) {
      census(100 * i, 2 * i, 1, i % 2 == 0 ? "a:1" : "b:1");
    }
    assertBad(Invariant.I7);
  }

  @Test
  void itIsWrittenInTurnsHoweverSlowly() {
    for (int i = 0; i < 30; i++) {
      census(1_000 * i, 7, i, i % 2 == 0 ? "a:1" : "b:1");
    }
    assertGood(); // it could be updates that nobody told of
    history.add(entry("laboratory", Kind.QUIET, "x", 0, 30_000, 0, Outcome.DONE, 0, ""));
    says("REGISTERED");
    assertBad(Invariant.I7);
  }

  @Test
  void whatIsWrittenBackOnceIsNotWrittenInTurns() {
    census(1_000, 7, 1, "b:1");
    census(2_000, 7, 2, "a:1");
    census(3_000, 7, 3, "b:1");
    history.add(entry("laboratory", Kind.QUIET, "x", 0, 30_000, 0, Outcome.DONE, 0, ""));
    says("REGISTERED");
    assertGood();
  }

  private void says(String state) {
    String text = new Standing("b:0", state, "b:1").toText();
    history.add(entry("b", Kind.STANDING, "x", 29_000, 29_000, 0, Outcome.DONE, 0, text));
  }

  private void updates(long at, int times) {
    for (int i = 0; i < times; i++) {
      history.add(
          entry("a", Kind.UPDATE, "x", at + i, at + i + 1, 0, Outcome.DONE, 0, "a:" + at + i));
    }
  }
}
