package io.coord.curator.lab.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** I3: held by one. */
class ExclusionTest extends HandMade {

  @Test
  void oneAfterTheOther() {
    held("p1", "a", 0, 10, "p1#1");
    held("p2", "a", 11, 20, "p2#1");
    held("p1", "a", 21, 30, "p1#2");
    assertGood();
  }

  @Test
  void twoAtOnceIsBad() {
    held("p1", "a", 0, 12, "p1#1");
    held("p2", "a", 11, 20, "p2#1");
    assertBad(Invariant.I3);
  }

  @Test
  void oneWithinTheOtherIsBad() {
    held("p1", "a", 0, 100, "p1#1");
    held("p2", "a", 11, 20, "p2#1");
    held("p3", "a", 30, 40, "p3#1");
    assertBad(Invariant.I3);
    assertThat(new Checker(Duration.ofSeconds(1)).check(history)).hasSize(2);
  }

  @Test
  void aGrantThatIsToldInPartsIsOneInterval() {
    held("p1", "a", 0, 10, "p1#1");
    held("p2", "a", 15, 20, "p2#1");
    held("p1", "a", 0, 30, "p1#1");
    assertBad(Invariant.I3);
  }

  @Test
  void twoGrantsWithinOneProcessAtOnceAreBad() {
    held("p1", "a", 0, 12, "p1#1");
    held("p1", "a", 11, 20, "p1#2");
    assertBad(Invariant.I3);
  }

  @Test
  void onDifferentLocksOrOneOfAnAdministratorItIsNot() {
    held("p1", "a", 0, 12, "p1#1");
    held("p2", "b", 11, 20, "p2#1");
    held("p1", Checker.ADMINISTERED, 0, 12, "p1#3");
    held("p2", Checker.ADMINISTERED, 11, 20, "p2#3");
    assertGood();
  }

  @Test
  void aSessionThatWasEndedFromOutsideCountsUntilThen() {
    held("p1", "a", 0, 120, "p1#1");
    held("p2", "a", 110, 115, "p2#1");
    history.add(entry("n", Kind.FAULT, Checker.SESSION_ENDED, 100, 108, 0, Outcome.DONE, 0, "p1"));
    assertGood();
    held("p3", "a", 99, 100, "p3#1");
    assertBad(Invariant.I3);
  }

  @Test
  void anEndedSessionExcusesOnlyItsOwnProcess() {
    held("p1", "a", 0, 120, "p1#1");
    held("p2", "a", 110, 115, "p2#1");
    history.add(entry("n", Kind.FAULT, Checker.SESSION_ENDED, 100, 108, 0, Outcome.DONE, 0, "p3"));
    assertBad(Invariant.I3);
  }

  @Test
  void aGrantDoesNotOverlapItself() {
    held("p1", "a", 0, 10, "p1#1");
    held("p1", "a", 0, 30, "p1#1");
    assertGood();
  }

  @Test
  void theLongestIsMeasured() {
    held("p1", "a", 0, 100, "p1#1");
    held("p2", "a", 10, 20, "p2#1");
    held("p3", "a", 60, 130, "p3#1");
    assertThat(new Checker(Duration.ofSeconds(1)).longestOverlap(history)).isEqualTo("40.0 ms");
    assertThat(new Checker(Duration.ofSeconds(1)).longestOverlapOfAll(history))
        .isEqualTo("40.0 ms");
  }

  @Test
  void withTheExceptionsTooItIsMeasured() {
    held("p1", "a", 0, 120, "p1#1");
    held("p2", "a", 110, 115, "p2#1");
    history.add(entry("n", Kind.FAULT, Checker.SESSION_ENDED, 100, 108, 0, Outcome.DONE, 0, "p1"));
    held("p1", Checker.ADMINISTERED, 200, 230, "p1#2");
    held("p2", Checker.ADMINISTERED, 210, 250, "p2#2");
    Checker checker = new Checker(Duration.ofSeconds(1));
    assertThat(checker.longestOverlap(history)).isEqualTo("0.0 ms");
    assertThat(checker.longestOverlapOfAll(history)).isEqualTo("20.0 ms");
  }
}
