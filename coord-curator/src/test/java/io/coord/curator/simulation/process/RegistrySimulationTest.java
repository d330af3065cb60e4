package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real engines of the registry in the simulated world: in the end the newest registration of an
 * id has the node, nobody writes in turns, and nothing is left after close. 1,000 schedules by
 * default; {@code -Dsim.schedules=100000} for more, {@code -Dsim.seed=17} for one of them, with its
 * journal.
 */
class RegistrySimulationTest extends SimulatedSchedules<RegistrySchedule> {

  @Test
  void whateverFailsAllAgreeInTheEnd() {
    if (ONLY >= 0) {
      run(ONLY, true);
      return;
    }
    long schedules = Long.getLong("sim.schedules", 1_000);
    long start = System.nanoTime();
    Totals totals =
        LongStream.range(0, schedules)
            .parallel()
            .mapToObj(seed -> Totals.of(run(seed, false)))
            .reduce(new Totals(0, 0, 0, 0, 0), Totals::plus);
    System.out.printf(
        "%d schedules, %s, %.1f s%n", schedules, totals, (System.nanoTime() - start) / 1e9);
  }

  @Test
  void theSameSeedGivesTheSameSchedule() {
    assertThat(run(17, true).journal()).hasToString(run(17, true).journal().toString());
  }

  @Override
  RegistrySchedule schedule(long seed, boolean recording) {
    return new RegistrySchedule(seed, recording);
  }

  /** What happened in several schedules. */
  private record Totals(long steps, long registrations, long commits, long views, long reads) {

    static Totals of(RegistrySchedule schedule) {
      return new Totals(
          schedule.steps(),
          schedule.registrations(),
          schedule.commits(),
          schedule.views(),
          schedule.reads());
    }

    Totals plus(Totals other) {
      return new Totals(
          steps + other.steps,
          registrations + other.registrations,
          commits + other.commits,
          views + other.views,
          reads + other.reads);
    }

    @Override
    public String toString() {
      return "%d steps, %d registrations, %d commits, %d views, %d reads"
          .formatted(steps, registrations, commits, views, reads);
    }
  }
}
