package io.coord.curator.bench;

import io.coord.curator.bench.LockCycle.Times;

/**
 * How much is measured: all of it for figures to be published, or so little that it only shows that
 * the benchmark works.
 */
enum Scale {
  FULL(5, new Times(2, 3, 1_000), 4_000),
  TINY(1, new Times(1, 1, 300), 500);

  private final int rounds;
  private final Times jmhTimes;
  private final int fleetMillis;

  Scale(int rounds, Times jmhTimes, int fleetMillis) {
    this.rounds = rounds;
    this.jmhTimes = jmhTimes;
    this.fleetMillis = fleetMillis;
  }

  /** For measurements that warm up by themselves, as each has a JVM of its own. */
  Rounds forkedRounds() {
    return new Rounds(0, rounds);
  }

  /** For measurements in JVMs that live on. */
  Rounds warmRounds() {
    return new Rounds(1, rounds);
  }

  Times jmhTimes() {
    return jmhTimes;
  }

  int fleetMillis() {
    return fleetMillis;
  }
}
