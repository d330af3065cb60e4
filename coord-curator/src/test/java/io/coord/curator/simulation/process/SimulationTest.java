package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Runs the schedules of the first seeds, and some of them twice. {@code -Dsim.schedules=100000}
 * runs more of them, {@code -Dsim.seed=17} one, with its journal.
 */
abstract class SimulationTest<S extends SimulatedSchedules.Schedule> extends SimulatedSchedules<S> {

  private static final int WORKERS = 2;
  private static final int TWICE = 50; // schedules
  private static final int REPLAYED = 20; // schedules

  /** How many seeds a build runs. */
  abstract long schedules();

  @Test
  final void noScheduleBreaksAnInvariant() throws InterruptedException, ExecutionException {
    if (ONLY >= 0) {
      runOnly();
      return;
    }
    long start = System.nanoTime();
    Totals totals = runFrom0To(Long.getLong("sim.schedules", schedules()));
    System.out.printf(
        "%s: %s in %.1f s%n",
        getClass().getSimpleName(), totals, (System.nanoTime() - start) / 1e9);
  }

  @Test
  final void theSameSeedGivesTheSameSchedule() {
    for (long seed = 0; seed < TWICE; seed++) {
      assertThat(run(seed, false).hash()).as("seed %d", seed).isEqualTo(run(seed, false).hash());
    }
    assertThat(run(TWICE, true).journal()).hasToString(run(TWICE, true).journal().toString());
  }

  @Test
  final void theSameMovesGiveTheSameSchedule() {
    for (long seed = 0; seed < REPLAYED; seed++) {
      S whole = run(seed, false);
      S again = schedule(seed, List.copyOf(whole.made()), false);
      again.run();

      assertThat(again.hash()).as("seed %d", seed).isEqualTo(whole.hash());
    }
  }

  private Totals runFrom0To(long end) throws InterruptedException, ExecutionException {
    Totals totals = new Totals();
    AtomicLong next = new AtomicLong();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        running.add(workers.submit(() -> runUntil(end, next, totals)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      workers.shutdownNow();
    }
    return totals;
  }

  /** Until the last seed, or until one fails: no other begins one then. */
  private void runUntil(long end, AtomicLong next, Totals totals) {
    long seed = next.getAndIncrement();
    while (seed < end) {
      try {
        totals.add(run(seed, false));
      } catch (AssertionError e) {
        next.set(end);
        throw e;
      }
      seed = next.getAndIncrement();
    }
  }

  /** What happened in several schedules. Thread-safe. */
  private static final class Totals {
    private final Map<String, Long> counts = new TreeMap<>(); // guarded by this
    private final Map<String, Integer> faults = new TreeMap<>(); // the same
    private long schedules; // the same

    synchronized void add(Schedule schedule) {
      schedules++;
      schedule.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
      schedule.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }

    @Override
    public synchronized String toString() {
      return "%d schedules, %s, faults: %s".formatted(schedules, counts, faults);
    }
  }
}
