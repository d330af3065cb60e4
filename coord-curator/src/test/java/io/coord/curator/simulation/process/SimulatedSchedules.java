package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * A test that runs schedules by their seeds. One that fails is shrunk, and the journal of the
 * shortest that fails the same way is shown.
 */
@ResourceLock(Resources.SYSTEM_ERR)
abstract class SimulatedSchedules<S extends SimulatedSchedules.Schedule> {

  /** What happens in one world, as its seed has it. */
  interface Schedule {

    /** Runs it to its end; fails if an invariant is broken. */
    void run();

    /** What was done, if that is recorded. */
    Journal journal();

    /** Of all steps and their times: two runs that differ have different ones. */
    long hash();

    /** What happened, by name: steps, grants and the like. */
    Map<String, Long> counts();

    /** What was done to it, by name. */
    Map<String, Integer> faults();

    /** What was done to it so far. */
    List<Move> made();
  }

  /** The only seed to be run; negative for many. */
  static final long ONLY = Long.getLong("sim.seed", -1);

  /** The numbers of the moves that are left out of that one, such as {@code 3-40,45}. */
  private static final String WITHOUT = System.getProperty("sim.without", "");

  private static final int MOST_RERUNS = 300;
  private static final long LONGEST_SHRINKING_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PrintStream log = System.err;

  /** One whose moves are made up. */
  abstract S schedule(long seed, boolean recording);

  /** One with these moves alone. */
  abstract S schedule(long seed, List<Move> moves, boolean recording);

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

  /** Runs the one that was asked for, without the moves that were named, and shows its journal. */
  final void runOnly() {
    if (WITHOUT.isEmpty()) {
      run(ONLY, true);
      return;
    }
    S whole = schedule(ONLY, false);
    failure(whole);
    S some = schedule(ONLY, MoveNumbers.left(whole.made(), WITHOUT), true);
    Throwable failure = failure(some);
    if (failure != null) {
      throw failed(some, failure, ONLY, WITHOUT);
    }
  }

  final S run(long seed, boolean recording) {
    S schedule = schedule(seed, recording);
    Throwable failure = failure(schedule);
    if (failure == null) {
      return schedule;
    }
    throw shrunk(schedule, failure, seed);
  }

  /** Runs it; null if it does not fail. */
  private static Throwable failure(Schedule schedule) {
    try {
      schedule.run();
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }

  private AssertionError shrunk(S schedule, Throwable failure, long seed) {
    List<Move> all = List.copyOf(schedule.made());
    String kind = kind(failure);
    long end = System.nanoTime() + LONGEST_SHRINKING_NANOS;
    AtomicInteger reruns = new AtomicInteger();
    List<Move> left =
        new Shrinking(
                some -> {
                  Throwable again = failure(schedule(seed, some, false));
                  return again != null && kind(again).equals(kind);
                },
                () -> reruns.incrementAndGet() <= MOST_RERUNS && System.nanoTime() - end < 0)
            .shrink(all);
    S shortest = left.size() < all.size() ? schedule(seed, left, true) : schedule(seed, true);
    Throwable again = failure(shortest);
    return failed(shortest, again == null ? failure : again, seed, MoveNumbers.without(all, left));
  }

  /** By which invariant; the rest of the message is different each time. */
  private static String kind(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int colon = message.indexOf(':');
    return colon < 0 ? failure.getClass() + message : message.substring(0, colon);
  }

  private static AssertionError failed(
      Schedule schedule, Throwable failure, long seed, String without) {
    return new AssertionError(
        "%s%n%nrun again with -Dsim.seed=%d%s (%d moves)%n%s"
            .formatted(
                failure.getMessage(),
                seed,
                without.isEmpty() ? "" : " -Dsim.without=" + without,
                schedule.made().size(),
                schedule.journal()),
        failure);
  }
}
