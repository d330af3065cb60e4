package io.coord.curator.bench;

import io.coord.curator.bench.LockCycle.Times;
import java.util.List;

/**
 * How much is measured: all of it for figures to be published, or so little that it only shows that
 * the benchmark works.
 */
enum Scale {
  FULL(5, new Times(8, 3, 500), 2_000),
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

  /** Numbers of members. */
  List<Integer> sizes() {
    return this == FULL ? List.of(10, 100, 1_000, 10_000) : List.of(10, 1_000);
  }

  int largest() {
    return sizes().get(sizes().size() - 1);
  }

  /** Numbers of JVMs that want one lock. */
  List<Integer> queueJvms() {
    return this == FULL ? List.of(1, 4, 10) : List.of(1, 2);
  }

  /** Numbers of threads of each JVM that want one lock. */
  List<Integer> queueThreads() {
    return this == FULL ? List.of(1, 10, 100, 1_000) : List.of(1, 10, 200);
  }

  int queueMillis() {
    return this == FULL ? 500 : 200;
  }

  /** Numbers of different locks that one process holds. */
  List<Integer> heldLocks() {
    return this == FULL ? List.of(1_000, 10_000) : List.of(100);
  }

  /** Numbers of watching clients. */
  List<Integer> watchers() {
    return this == FULL ? List.of(1, 10, 100) : List.of(1, 3);
  }

  /**
   * With more warming up: where rounds are short, or where what is measured takes all processors,
   * so that code is compiled late.
   */
  Rounds warmerRounds() {
    return new Rounds(this == FULL ? 5 : 1, rounds);
  }

  /** How many joins a round has for a client that does so many requests for each. */
  int changes(int requestsEach) {
    return Math.max(2, Math.min(this == FULL ? 100 : 10, 3_000 / Math.max(1, requestsEach)));
  }

  /** Numbers of candidates of one election. */
  List<Integer> candidates() {
    return this == FULL ? List.of(1, 10, 100) : List.of(1, 3);
  }

  Rounds elections() {
    return this == FULL ? new Rounds(2, 5) : new Rounds(0, 1);
  }

  Rounds handOvers() {
    return this == FULL ? new Rounds(4, 11) : new Rounds(0, 2);
  }

  /** Each takes longer than a session timeout. */
  Rounds kills() {
    return new Rounds(0, this == FULL ? 5 : 1);
  }

  /** How often a leader is paused. */
  int pauses() {
    return this == FULL ? 20 : 2;
  }

  Times jmhTimes() {
    return jmhTimes;
  }

  int fleetMillis() {
    return fleetMillis;
  }
}
