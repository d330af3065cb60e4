package io.coord.curator.lab.history;

import org.junit.jupiter.api.Test;

/** I1: the store and its tokens. */
class FencedWritesTest extends HandMade {

  @Test
  void tokensThatRiseOrStayAreAccepted() {
    write("p1", "a", 5, Outcome.DONE);
    write("p1", "a", 5, Outcome.DONE);
    write("p2", "a", 9, Outcome.DONE);
    assertGood();
  }

  @Test
  void aStaleWriteThatIsRefusedIsGood() {
    write("p2", "a", 9, Outcome.DONE);
    write("p1", "a", 5, Outcome.REFUSED);
    assertGood();
  }

  @Test
  void aStaleWriteThatIsAcceptedIsNot() {
    write("p2", "a", 9, Outcome.DONE);
    write("p1", "a", 5, Outcome.DONE);
    assertBad(Invariant.I1);
  }

  @Test
  void whatWasSeenAndRefusedCountsToo() {
    write("p2", "a", 9, Outcome.DONE);
    write("p3", "a", 8, Outcome.REFUSED);
    write("p2", "a", 12, Outcome.REFUSED);
    write("p2", "a", 9, Outcome.DONE);
    assertBad(Invariant.I1);
  }

  @Test
  void eachLockHasItsOwnTokens() {
    write("p2", "a", 9, Outcome.DONE);
    write("p1", "b", 5, Outcome.DONE);
    assertGood();
  }

  @Test
  void itIsAskedOfLocksToo_whoseNodesAnAdministratorDeletes() {
    write("p2", Checker.ADMINISTERED, 9, Outcome.DONE);
    write("p1", Checker.ADMINISTERED, 5, Outcome.DONE);
    assertBad(Invariant.I1);
  }
}
