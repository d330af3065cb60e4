package io.coord.curator.lab.history;

import org.junit.jupiter.api.Test;

/** I8, with T = 1 s: leaders follow each other. */
class LeadersTest extends HandMade {

  private static final String ELECTION = Checker.ELECTION + "e";

  private void leads(String process, long begin, long end, long epoch, String term) {
    history.add(entry(process, Kind.HELD, ELECTION, begin, end, 0, Outcome.DONE, epoch, term));
  }

  private void task(String process, long begin, long end) {
    history.add(entry(process, Kind.LEAD, ELECTION, begin, end, 0, Outcome.DONE, 1, ""));
  }

  private void fault(long begin, long end) {
    history.add(
        entry("nemesis", Kind.FAULT, "worker killed", begin, end, 0, Outcome.DONE, 0, "p1"));
  }

  @Test
  void oneAfterTheOther() {
    leads("p1", 0, 10, 1, "p1#1");
    leads("p2", 11, 20, 2, "p2#1");
    leads("p1", 21, 30, 3, "p1#2");
    task("p1", 0, 10);
    task("p1", 21, 30);
    task("p2", 11, 30);
    assertGood();
  }

  @Test
  void twoAtOnceIsBad() {
    leads("p1", 0, 12, 1, "p1#1");
    leads("p2", 11, 20, 2, "p2#1");
    assertBad(Invariant.I3);
  }

  @Test
  void anEpochThatDoesNotRiseIsBad() {
    leads("p1", 0, 10, 2, "p1#1");
    leads("p2", 11, 20, 1, "p2#1");
    assertBad(Invariant.I8);
  }

  @Test
  void theSameEpochTwiceIsBad() {
    leads("p1", 0, 10, 2, "p1#1");
    leads("p2", 11, 20, 2, "p2#1");
    assertBad(Invariant.I8);
  }

  @Test
  void twoTasksOfOneProcessAreBad() {
    task("p1", 0, 10);
    task("p1", 9, 20);
    assertBad(Invariant.I8);
  }

  @Test
  void nobodyForALongTimeIsBad() {
    leads("p1", 0, 10, 1, "p1#1");
    leads("p2", 10_000, 10_010, 2, "p2#1");
    assertBad(Invariant.I8);
  }

  @Test
  void unlessAFaultExplainsIt() {
    leads("p1", 0, 10, 1, "p1#1");
    fault(5, 2_000);
    leads("p2", 19_000, 19_010, 2, "p2#1");
    assertGood();
  }

  @Test
  void aFaultExplainsItForAWhileOnly() {
    leads("p1", 0, 10, 1, "p1#1");
    fault(5, 2_000);
    leads("p2", 21_000, 21_010, 2, "p2#1");
    assertBad(Invariant.I8);
  }
}
