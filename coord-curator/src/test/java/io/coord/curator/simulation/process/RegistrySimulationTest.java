package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * The real engines of the registry in the simulated world: in the end the newest registration of an
 * id has the node, nobody writes in turns, and nothing is left after close. 1,000 schedules by
 * default; {@code -Dsim.schedules=100000} for more, {@code -Dsim.seed=17} for one of them, with its
 * journal.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class RegistrySimulationTest {

  private final PrintStream log = System.err;

  /** What is logged is of use only for a single schedule. */
  @BeforeEach
  void muteLog() {
    if (Long.getLong("sim.seed", -1) < 0) {
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void unmuteLog() {
    System.setErr(log);
  }

  @Test
  void whateverFailsAllAgreeInTheEnd() {
    long only = Long.getLong("sim.seed", -1);
    if (only >= 0) {
      run(only, true);
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

  /** A schedule that fails is run again, for its journal. */
  private static RegistrySchedule run(long seed, boolean recording) {
    RegistrySchedule schedule = new RegistrySchedule(seed, recording);
    try {
      schedule.run();
    } catch (RuntimeException | AssertionError e) {
      if (!recording) {
        run(seed, true);
      }
      throw new AssertionError(
          "%s%n%nrun again with -Dsim.seed=%d%n%s"
              .formatted(e.getMessage(), seed, schedule.journal()),
          e);
    }
    return schedule;
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
