package io.coord.curator.lab.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Histories made by hand, good ones and bad ones. Moments are in milliseconds. */
class CheckerTest {

  private final History history = History.of();

  @Test
  void anEmptyHistoryIsGood() {
    assertGood();
  }

  @Nested
  @DisplayName("I1: the store and its tokens")
  class FencedStore {

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

  @Nested
  @DisplayName("I2: tokens")
  class OfTokens {

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

  @Nested
  @DisplayName("I3: held by one")
  class Held {

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
      history.add(
          entry("n", Kind.FAULT, Checker.SESSION_ENDED, 100, 108, 0, Outcome.DONE, 0, "p1"));
      assertGood();
      held("p3", "a", 99, 100, "p3#1");
      assertBad(Invariant.I3);
    }

    @Test
    void andOnlyForTheProcessWhoseSessionItWas() {
      held("p1", "a", 0, 120, "p1#1");
      held("p2", "a", 110, 115, "p2#1");
      history.add(
          entry("n", Kind.FAULT, Checker.SESSION_ENDED, 100, 108, 0, Outcome.DONE, 0, "p3"));
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
    }
  }

  @Nested
  @DisplayName("I4: operations end")
  class Ends {

    @Test
    void inTimeAndHalfASecond() {
      history.add(entry("p1", Kind.ACQUIRE, "a", 0, 1_499, 1_000, Outcome.REFUSED, 0, ""));
      assertGood();
    }

    @Test
    void notLater() {
      history.add(entry("p1", Kind.ACQUIRE, "a", 0, 1_501, 1_000, Outcome.REFUSED, 0, ""));
      assertBad(Invariant.I4);
    }

    @Test
    void butForTheTimeInWhichTheProcessDidNotRun() {
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
    void norIsTheTimeCountedForWhichTheThreadGotNoProcessor() {
      Entry late = entry("p1", Kind.ACQUIRE, "a", 0, 1_700, 1_000, Outcome.REFUSED, 0, "");
      history.add(starved(late, 250));
      assertGood();
      history.add(starved(late, 150));
      assertBad(Invariant.I4);
    }

    @Test
    void andSayHow() {
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

  @Test
  @DisplayName("I5: what is left over is bad")
  void whatIsLeftOverIsBad() {
    history.add(entry("p1", Kind.LEFTOVER, "thread", 0, 1, 0, Outcome.DONE, 0, "coord-engine-1"));
    assertBad(Invariant.I5);
  }

  @Nested
  @DisplayName("I6: views")
  class OfMembers {

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
      last("p1", Map.of("x", "1"));
      view("p1", 1, Map.of("x", "1"), Set.of(), Map.of(), Map.of("x", "1"));
      history.add(entry("p1", Kind.LAST_REGISTERED, "x", 5, 5, 0, Outcome.DONE, 0, "1"));
      truth(Map.of("x", "1"));
      assertGood();
      history.add(entry("p2", Kind.LAST_REGISTERED, "y", 5, 5, 0, Outcome.DONE, 0, "1"));
      assertBad(Invariant.I6);
    }

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
  }

  @Test
  void anEntryIsTheSameAfterItsLineWasRead() {
    Entry entry =
        entry("p1", Kind.LAST_VIEW, "a \"b\"", -5, 1L << 40, 7, Outcome.INDETERMINATE, 9, "é\\");
    assertThat(EntryJson.read(EntryJson.write(entry))).isEqualTo(entry);
    assertThat(EntryJson.write(entry)).doesNotContain("\n");
  }

  @Test
  void aChangeIsTheSameAfterItsTextWasRead() {
    ViewChange change =
        new ViewChange(
            new TreeMap<>(Map.of("w1", "w1.1:2")),
            new java.util.TreeSet<>(Set.of("w2", "w-3")),
            new TreeMap<>(Map.of("w4", "w4.1:9")),
            new TreeMap<>(Map.of("w1", "w1.1:2", "w4", "w4.1:9")));
    assertThat(ViewChange.parse(change.toText())).isEqualTo(change);
  }

  private void assertGood() {
    assertThat(new Checker(Duration.ofSeconds(1)).check(history)).isEmpty();
  }

  private void assertBad(Invariant invariant) {
    List<Violation> violations = new Checker(Duration.ofSeconds(1)).check(history);
    assertThat(violations).extracting(Violation::invariant).containsOnly(invariant);
  }

  private void write(String process, String lock, long token, Outcome outcome) {
    history.add(entry(process, Kind.WRITE, lock, 0, 0, 0, outcome, token, ""));
  }

  private void acquire(String process, String lock, long begin, long end, long token) {
    history.add(entry(process, Kind.ACQUIRE, lock, begin, end, end, Outcome.DONE, token, "TIMED"));
  }

  private void held(String process, String lock, long begin, long end, String grant) {
    history.add(entry(process, Kind.HELD, lock, begin, end, 0, Outcome.DONE, 0, grant));
  }

  private void register(
      String process, String id, long begin, long end, Outcome outcome, String value) {
    history.add(entry(process, Kind.REGISTER, id, begin, end, end, outcome, 0, value));
  }

  private void view(
      String process,
      long at,
      Map<String, String> joined,
      Set<String> left,
      Map<String, String> updated,
      Map<String, String> members) {
    String change = new ViewChange(joined, left, updated, members).toText();
    history.add(entry(process, Kind.VIEW, "members", at, at, 0, Outcome.DONE, 0, change));
  }

  private void last(String process, Map<String, String> members) {
    String text = ViewChange.membersToText(members);
    history.add(entry(process, Kind.LAST_VIEW, "members", 99, 99, 0, Outcome.DONE, 0, text));
  }

  private void truth(Map<String, String> members) {
    String text = ViewChange.membersToText(members);
    history.add(entry("zookeeper", Kind.TRUTH, "members", 99, 99, 0, Outcome.DONE, 0, text));
  }

  private static Entry starved(Entry entry, long millis) {
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

  private static Entry entry(
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
