package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The real engine of elections in the simulated world: one leads at a time, epochs rise, and there
 * is a leader again whatever has happened. 500 schedules by default; {@code -Dsim.schedules=100000}
 * for more, {@code -Dsim.seed=17} for one of them, with its journal.
 */
class ElectionSimulationTest extends SimulatedSchedules<ElectionSchedule> {

  private static final int TWICE = 10;

  @Test
  void oneLeadsAtATimeAndThereIsALeaderAgainWhateverHasFailed() {
    if (ONLY >= 0) {
      runOnly();
      return;
    }
    long start = System.nanoTime();
    long schedules = Long.getLong("sim.schedules", 500);
    long steps = 0;
    long terms = 0;
    Map<String, Integer> faults = new TreeMap<>();
    for (long seed = 0; seed < schedules; seed++) {
      ElectionSchedule schedule = run(seed, false);
      steps += schedule.steps();
      terms += schedule.terms();
      schedule.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }
    System.out.printf(
        "%d schedules of elections, %d steps, %d terms, %.1f s; faults: %s%n",
        schedules, steps, terms, (System.nanoTime() - start) / 1e9, faults);
  }

  @Test
  void theSameSeedGivesTheSameSchedule() {
    for (long seed = 0; seed < TWICE; seed++) {
      assertThat(run(seed, false).hash()).as("seed %d", seed).isEqualTo(run(seed, false).hash());
    }
  }

  @Override
  ElectionSchedule schedule(long seed, boolean recording) {
    return new ElectionSchedule(seed, null, recording);
  }

  @Override
  ElectionSchedule schedule(long seed, List<Move> moves, boolean recording) {
    return new ElectionSchedule(seed, moves, recording);
  }
}
