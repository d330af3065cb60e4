package io.coord.curator.simulation.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The real engines of locks in the simulated world: there is one holder at a time, tokens rise,
 * nobody is forgotten and nothing is left. 100 schedules by default; {@code -Dsim.schedules=100000}
 * for more, {@code -Dsim.seed=17} for one of them.
 */
class LockSimulationTest {

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
  void whateverFailsThereIsOneHolderAndNobodyIsForgotten() {
    long only = Long.getLong("sim.seed", -1);
    if (only >= 0) {
      new LockSchedule(only).run();
      return;
    }
    long steps = 0;
    long grants = 0;
    long schedules = Long.getLong("sim.schedules", 100);
    for (long seed = 0; seed < schedules; seed++) {
      LockSchedule schedule = new LockSchedule(seed);
      try {
        schedule.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("run again with -Dsim.seed=" + seed, e);
      }
      steps += schedule.steps();
      grants += schedule.grants();
    }
    System.out.printf("%d schedules, %d steps, %d grants%n", schedules, steps, grants);
  }
}
