package io.coord.curator.lab.history;

import org.junit.jupiter.api.Test;

/** I2: tokens. */
class TokensTest extends HandMade {

  @Test
  void laterGrantsHaveGreaterTokens() {
    acquire("p1", "a", 0, 10, 5);
    acquire("p2", "a", 11, 20, 6);
    assertGood();
  }

  @Test
  void grantsAskedForAtTheSameTimeMayHaveAnyOrder() {
    acquire("p1", "a", 0, 10, 6);
    acquire("p2", "a", 9, 20, 5);
    assertGood();
  }

  @Test
  void aLaterGrantWithASmallerTokenIsBad() {
    acquire("p1", "a", 0, 10, 6);
    acquire("p2", "a", 11, 20, 5);
    assertBad(Invariant.I2);
  }

  @Test
  void alsoIfManyCameBetween() {
    acquire("p1", "a", 0, 10, 60);
    for (int i = 0; i < 50; i++) {
      acquire("p2", "a", 5, 20 + i, 61 + i);
    }
    acquire("p3", "a", 200, 300, 59);
    assertBad(Invariant.I2);
  }

  @Test
  void theGreatestOfAllBeforeCounts() {
    acquire("p1", "a", 0, 10, 5);
    acquire("p2", "a", 11, 20, 9);
    acquire("p3", "a", 21, 30, 7);
    assertBad(Invariant.I2);
  }

  @Test
  void oneTokenForTwoGrantsIsBad() {
    acquire("p1", "a", 0, 10, 5);
    acquire("p2", "a", 5, 20, 5);
    assertBad(Invariant.I2);
  }

  @Test
  void oneTokenForTwoGrantsIsBadWhoeverDeletesNodes() {
    acquire("p1", Checker.ADMINISTERED, 0, 10, 5);
    acquire("p2", Checker.ADMINISTERED, 5, 20, 5);
    assertBad(Invariant.I2);
  }

  @Test
  void whereAnAdministratorDeletesNodesTheOrderIsNotAskedFor() {
    acquire("p1", Checker.ADMINISTERED, 0, 10, 6);
    acquire("p2", Checker.ADMINISTERED, 11, 20, 5);
    assertGood();
  }

  @Test
  void aProcessWhoseSessionWasEndedFromOutsideMayNotHaveHeardOfItYet() {
    acquire("p1", "a", 0, 10, 6);
    history.add(entry("n", Kind.FAULT, Checker.SESSION_ENDED, 9, 10, 0, Outcome.DONE, 0, "p2"));
    acquire("p2", "a", 11, 20, 5);
    assertGood();
    acquire("p2", "a", 600, 601, 4);
    assertBad(Invariant.I2);
  }

  @Test
  void ofLocksEachByItselfAndOfGrantsOnly() {
    acquire("p1", "a", 0, 10, 6);
    acquire("p2", "b", 11, 20, 5);
    history.add(entry("p3", Kind.ACQUIRE, "a", 30, 40, 50, Outcome.REFUSED, 0, ""));
    assertGood();
  }
}
