package io.coord.curator.lab.history;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** I7: of those that registered one id the newest has it. The checker's T is a second. */
class NewestTest extends HandMade {

  @Test
  void theNewestIsRegisteredAndTheOlderOneReplaced() {
    afterwards("REPLACED", "REGISTERED", "b:1");
    assertGood();
  }

  @Test
  void onlyWhatASettledRegistrationSaysLastCounts() {
    taken();
    says("a", "a:0", "REGISTERED", "a:7");
    says("b", "b:0", "SUSPECT", "b:1");
    says("a", "a:0", "REPLACED", "a:7");
    says("b", "b:0", "REGISTERED", "b:1");
    census(90, 8, 2, "b:1");
    quiet();
    assertGood();
  }

  @Test
  void theOlderOneHasWon() {
    afterwards("REGISTERED", "REPLACED", "a:7");
    assertBad(Invariant.I7);
  }

  @Test
  void bothBelieveToBeRegistered() {
    afterwards("REGISTERED", "REGISTERED", "b:1");
    assertBad(Invariant.I7);
  }

  @Test
  void nobodyIsRegistered() {
    afterwards("REPLACED", "REPLACED", "b:1");
    assertBad(Invariant.I7);
  }

  @Test
  void anOlderOneIsForeverBeingPutBack() {
    afterwards("RESTORING", "REGISTERED", "b:1");
    assertBad(Invariant.I7);
  }

  @Test
  void zooKeeperHoldsWhatTheOtherOneWants() {
    afterwards("REPLACED", "REGISTERED", "a:7");
    assertBad(Invariant.I7);
  }

  @Test
  void theNodeOfTheRegisteredOneIsGone() {
    taken();
    says("a", "a:0", "REPLACED", "a:7");
    says("b", "b:0", "REGISTERED", "b:1");
    history.add(
        entry(
            "zookeeper",
            Kind.CENSUS,
            "members",
            90,
            91,
            0,
            Outcome.DONE,
            0,
            Census.toText(Map.of())));
    quiet();
    assertBad(Invariant.I7);
  }

  @Test
  void anOlderOneMayComeFirstAfterTheNewestOnesNodeWasLost() {
    taken();
    says("a", "a:0", "REGISTERED", "a:7");
    says("b", "b:0", "REPLACED", "b:1");
    census(90, 9, 0, "a:7");
    quiet();
    fault();
    assertGood();
  }

  @Test
  void anOlderOneMayNotTakeItBack() {
    taken();
    says("a", "a:0", "REGISTERED", "a:7");
    says("b", "b:0", "REPLACED", "b:1");
    census(90, 9, 0, "a:7");
    quiet();
    assertBad(Invariant.I7);
  }

  @Test
  void ifNobodyLookedInTimeTheNodeMayHaveBeenLost() {
    registered("a", "a:0", 0, 5);
    registered("b", "b:0", 10, 20);
    census(600, 8, 2, "a:7");
    says("a", "a:0", "REGISTERED", "a:7", 610);
    says("b", "b:0", "REPLACED", "b:1", 610);
    census(620, 8, 2, "a:7");
    history.add(entry("laboratory", Kind.QUIET, "x", 610, 700, 0, Outcome.DONE, 0, ""));
    fault();
    assertGood();
  }

  @Test
  void ofTwoThatRegisteredAtTheSameTimeEitherMayHaveIt() {
    registered("a", "a:0", 0, 15);
    registered("b", "b:0", 10, 20);
    census(25, 8, 0, "a:0");
    says("a", "a:0", "REGISTERED", "a:0");
    says("b", "b:0", "REPLACED", "b:0");
    census(90, 8, 0, "a:0");
    quiet();
    assertGood();
  }

  /** a had the id, then b, by a node that stands since. */
  private void taken() {
    registered("a", "a:0", 0, 5);
    census(6, 7, 0, "a:0");
    registered("b", "b:0", 10, 20);
    census(25, 8, 1, "b:0");
  }

  /** What both say of themselves in the end, and whose value the node has. */
  private void afterwards(String a, String b, String value) {
    taken();
    says("a", "a:0", a, "a:7");
    says("b", "b:0", b, "b:1");
    census(90, 8, 2, value);
    quiet();
  }

  private void registered(String process, String value, long begin, long end) {
    history.add(entry(process, Kind.REGISTER, "x", begin, end, 0, Outcome.DONE, 0, value));
  }

  private void says(String process, String registration, String state, String value) {
    says(process, registration, state, value, 80);
  }

  private void says(String process, String registration, String state, String value, long at) {
    String text = new Standing(registration, state, value).toText();
    history.add(entry(process, Kind.STANDING, "x", at, at, 0, Outcome.DONE, 0, text));
  }

  private void fault() {
    history.add(entry("n", Kind.FAULT, "leader cut off", 21, 30, 0, Outcome.DONE, 0, "server 1"));
  }

  private void quiet() {
    history.add(entry("laboratory", Kind.QUIET, "x", 30, 100, 0, Outcome.DONE, 0, ""));
  }
}
