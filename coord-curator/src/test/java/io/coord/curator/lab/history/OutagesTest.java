package io.coord.curator.lab.history;

import org.junit.jupiter.api.Test;

/** I9: a short outage costs nothing. The checker's T is a second. */
class OutagesTest extends HandMade {

  @Test
  void aLeaseIsLostWhenTheSessionTimeoutIsOver() {
    outage(Checker.OUT_OF_REACH, 10_000, 10_900);
    gone("a", 10_350, 10_900);
    assertGood();
  }

  @Test
  void aLeaseIsLostLongBeforeTheSessionTimeoutIsOver() {
    outage(Checker.OUT_OF_REACH, 10_000, 10_600);
    gone("a", 10_333, 10_335);
    assertBad(Invariant.I9);
  }

  @Test
  void aLeaseIsLostJustAfterTheOutage() {
    outage(Checker.ALL_KILLED, 10_000, 10_600);
    gone("a", 10_450, 10_650);
    assertBad(Invariant.I9);
  }

  @Test
  void whoseNodeAnAdministratorMayHaveDeletedLosesItsLeaseAtOnce() {
    outage(Checker.ALL_KILLED, 10_000, 10_600);
    gone("administered", 10_450, 10_650);
    assertGood();
  }

  @Test
  void ofAProcessThatWasHitBySomethingElseNothingIsAsked() {
    outage(Checker.ALL_KILLED, 10_000, 10_600);
    gone("a", 10_450, 10_650);
    register("p2", "y", 0, 10, Outcome.DONE, "1");
    fault("worker cut off", 8_500, 9_000, "p2");
    fault("id taken over", 9_500, 11_000, "contested1");
    assertBad(Invariant.I9); // none of the two is about p1
    fault("worker paused > T", 8_500, 9_000, "p1");
    assertGood();
  }

  @Test
  void ofAProcessThatStoodStillNothingIsAsked() {
    outage(Checker.ALL_KILLED, 10_000, 10_600);
    gone("a", 10_450, 10_650);
    history.add(entry("p1", Kind.STALL, "process", 10_000, 10_100, 0, Outcome.DONE, 0, ""));
    assertBad(Invariant.I9);
    history.add(entry("p1", Kind.STALL, "process", 10_100, 10_300, 0, Outcome.DONE, 0, ""));
    assertGood();
  }

  @Test
  void anotherServerFaultJustBeforeMayHaveEndedTheSession() {
    outage(Checker.ALL_KILLED, 10_000, 10_600);
    gone("a", 10_450, 10_650);
    fault("follower cut off", 8_500, 9_000, "server 2");
    assertGood();
  }

  @Test
  void aNodeThatStoodIsStillThere() {
    member(Checker.ALL_STOPPED, 10_700);
    census(10_800, 7, 0, "1");
    assertGood();
  }

  @Test
  void aNodeWasReplacedThoughItsSessionLived() {
    member(Checker.ALL_STOPPED, 10_700);
    census(10_800, 8, 0, "1");
    assertBad(Invariant.I9);
  }

  @Test
  void aNodeIsGoneThoughItsSessionLived() {
    member(Checker.ALL_STOPPED, 10_700);
    history.add(entry("zookeeper", Kind.CENSUS, "members", 10_750, 10_751, 0, Outcome.DONE, 0, ""));
    assertBad(Invariant.I9);
  }

  @Test
  void itsOwnerMayHaveTakenItAway() {
    member(Checker.ALL_STOPPED, 10_700);
    history.add(entry("p1", Kind.DEREGISTER, "x", 9_900, 10_650, 0, Outcome.DONE, 0, ""));
    register("p1", "x", 10_660, 10_750, Outcome.DONE, "2");
    census(10_800, 8, 0, "2");
    assertGood();
  }

  @Test
  void aSessionThatWasReachedTooLateMayHaveEnded() {
    member(Checker.ALL_STOPPED, 10_900);
    census(11_000, 8, 0, "1");
    assertGood();
  }

  @Test
  void serversThatRanOnMayHaveEndedASessionSooner() {
    member(Checker.OUT_OF_REACH, 10_700);
    census(10_800, 8, 0, "1");
    assertGood();
  }

  /** x of p1 stood when all servers went away; they came back, and p1 heard of them then. */
  private void member(String outage, long reached) {
    register("p1", "x", 0, 10, Outcome.DONE, "1");
    census(9_990, 7, 0, "1");
    outage(outage, 10_000, 10_600);
    history.add(entry("p1", Kind.REACHED, "servers", 10_600, reached, 0, Outcome.DONE, 0, ""));
  }

  private void outage(String name, long begin, long end) {
    fault(name, begin, end, "all servers");
  }

  private void gone(String lock, long lastHeld, long seen) {
    history.add(entry("p1", Kind.GONE, lock, lastHeld, seen, 0, Outcome.DONE, 9, "p1#1"));
  }

  private void fault(String name, long begin, long end, String target) {
    history.add(entry("nemesis", Kind.FAULT, name, begin, end, 0, Outcome.DONE, 0, target));
  }
}
