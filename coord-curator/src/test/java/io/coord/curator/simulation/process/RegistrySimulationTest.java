package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real engines of the registry in the simulated world: in the end the newest registration of an
 * id has the node, nobody writes in turns, and nothing is left after close. 1,000 schedules by
 * default; {@code -Dsim.schedules=100000} for more, {@code -Dsim.seed=17} for one of them, with its
 * journal.
 */
class RegistrySimulationTest extends SimulatedSchedules<RegistrySchedule> {

  private static final int TWICE = 50; // schedules

  @Test
  void whateverFailsAllAgreeInTheEnd() {
    if (ONLY >= 0) {
      runOnly();
      return;
    }
    long schedules = Long.getLong("sim.schedules", 1_000);
    long start = System.nanoTime();
    Totals totals = new Totals();
    LongStream.range(0, schedules).parallel().forEach(seed -> totals.add(run(seed, false)));
    System.out.printf("%.1f s: %s%n", (System.nanoTime() - start) / 1e9, totals);
  }

  @Test
  void theSameSeedGivesTheSameSchedule() {
    for (long seed = 0; seed < TWICE; seed++) {
      assertThat(run(seed, false).hash()).as("seed %d", seed).isEqualTo(run(seed, false).hash());
    }
    assertThat(run(TWICE, true).journal()).hasToString(run(TWICE, true).journal().toString());
  }

  @Override
  RegistrySchedule schedule(long seed, boolean recording) {
    return new RegistrySchedule(seed, recording);
  }

  /** What happened in several schedules. */
  private static final class Totals {
    private final Map<String, Integer> faults = new TreeMap<>();
    private long schedules;
    private long steps;
    private long registrations;
    private long commits;
    private long views;
    private long reads;

    synchronized void add(RegistrySchedule schedule) {
      schedules++;
      steps += schedule.steps();
      registrations += schedule.registrations();
      commits += schedule.commits();
      views += schedule.views();
      reads += schedule.reads();
      schedule.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }

    @Override
    public String toString() {
      return "%d schedules, %d steps, %d registrations, %d commits, %d views, %d reads; faults: %s"
          .formatted(schedules, steps, registrations, commits, views, reads, faults);
    }
  }
}
