package io.coord.curator.simulation.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * The real engines of the registry in the simulated world: in the end the newest registration of an
 * id has the node, nobody writes in turns, and nothing is left after close. 300 schedules by
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
    long start = System.nanoTime();
    long steps = 0;
    long registrations = 0;
    long commits = 0;
    long views = 0;
    long reads = 0;
    long schedules = Long.getLong("sim.schedules", 300);
    for (long seed = 0; seed < schedules; seed++) {
      RegistrySchedule schedule = run(seed, false);
      steps += schedule.steps();
      registrations += schedule.registrations();
      commits += schedule.commits();
      views += schedule.views();
      reads += schedule.reads();
    }
    System.out.printf(
        "%d schedules, %d steps, %d registrations, %d commits, %d views, %d reads, %.1f s%n",
        schedules, steps, registrations, commits, views, reads, (System.nanoTime() - start) / 1e9);
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
}
