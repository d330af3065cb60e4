package io.coord.curator.simulation.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A test that runs schedules by their seeds, and again with a journal if one fails. */
@ResourceLock(Resources.SYSTEM_ERR)
abstract class SimulatedSchedules<S extends SimulatedSchedules.Schedule> {

  /** What happens in one world, as its seed has it. */
  interface Schedule {

    /** Runs it to its end; fails if an invariant is broken. */
    void run();

    /** What was done, if that is recorded. */
    Journal journal();
  }

  /** The only seed to be run; negative for many. */
  static final long ONLY = Long.getLong("sim.seed", -1);

  private final PrintStream log = System.err;

  abstract S schedule(long seed, boolean recording);

  /** What is logged is of use only for a single schedule. */
  @BeforeEach
  void muteLog() {
    if (ONLY < 0) {
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void unmuteLog() {
    System.setErr(log);
  }

  final S run(long seed, boolean recording) {
    S schedule = schedule(seed, recording);
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
