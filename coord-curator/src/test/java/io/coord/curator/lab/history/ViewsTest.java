package io.coord.curator.lab.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** I6: views. */
class ViewsTest extends HandMade {

  @Test
  void changesThatAddUpToWhatZooKeeperHolds() {
    view("p1", 1, Map.of("x", "1", "y", "1"), Set.of(), Map.of(), Map.of("x", "1", "y", "1"));
    view("p1", 2, Map.of(), Set.of("y"), Map.of("x", "2"), Map.of("x", "2"));
    view("p1", 3, Map.of("x", "3"), Set.of("x"), Map.of(), Map.of("x", "3"));
    last("p1", Map.of("x", "3"));
    truth(Map.of("x", "3"));
    assertGood();
  }

  @Test
  void whatIsToldAfterTheEndWhileOthersLeaveDoesNotCount() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    truth(Map.of("x", "1"));
    last("p1", Map.of("x", "1"));
    view("p1", 2, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertGood();
  }

  @Test
  void ofWhatIsToldTwiceInTheEndTheLastTimeCounts() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    truth(Map.of("x", "1"));
    last("p1", Map.of("x", "1"));
    history.add(entry("p1", Kind.LAST_REGISTERED, "x", 5, 5, 0, Outcome.DONE, 0, "1"));
    view("p1", 2, Map.of(), Set.of(), Map.of("x", "2"), Map.of("x", "2"));
    truth(Map.of("x", "2"));
    last("p1", Map.of("x", "2"));
    history.add(entry("p1", Kind.LAST_REGISTERED, "x", 6, 6, 0, Outcome.DONE, 0, "2"));
    assertGood();
    truth(Map.of("x", "1"));
    assertBad(Invariant.I6);
  }

  @Test
  void aViewThatMissesAMemberInTheEnd() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    last("p1", Map.of("x", "1"));
    truth(Map.of("x", "1", "y", "1"));
    assertBad(Invariant.I6);
  }

  @Test
  void aViewThatMissesAReplacement() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    last("p1", Map.of("x", "1"));
    truth(Map.of("x", "2"));
    assertBad(Invariant.I6);
  }

  @Test
  void aViewThatIsRightThoughItsChangesWereNotTold() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    last("p1", Map.of("x", "2"));
    truth(Map.of("x", "2"));
    assertBad(Invariant.I6);
  }

  @Test
  void aChangeThatIsNotTheDifferenceToTheOneBefore() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1", "y", "1"));
    assertBad(Invariant.I6);
  }

  @Test
  void aMemberThatJoinsTwice() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    view("p1", 2, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    assertBad(Invariant.I6);
  }

  @Test
  void aMemberThatLeavesOrIsUpdatedWithoutHavingJoined() {
    view("p1", 1, Map.of(), Set.of("x"), Map.of(), Map.of());
    assertBad(Invariant.I6);
    view("p2", 1, Map.of(), Set.of(), Map.of("x", "1"), Map.of("x", "1"));
    assertThat(new Checker(Duration.ofSeconds(1)).check(history)).hasSize(2);
  }

  @Test
  void whoBelievesToBeRegisteredIs() {
    view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
    last("p1", Map.of("x", "1"));
    history.add(entry("p1", Kind.LAST_REGISTERED, "x", 5, 5, 0, Outcome.DONE, 0, "1"));
    truth(Map.of("x", "1"));
    assertGood();
    history.add(entry("p2", Kind.LAST_REGISTERED, "y", 5, 5, 0, Outcome.DONE, 0, "1"));
    assertBad(Invariant.I6);
  }
}
