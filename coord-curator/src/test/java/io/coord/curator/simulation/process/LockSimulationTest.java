package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The real engines of locks in the simulated world: there is one holder at a time, tokens rise,
 * nobody is forgotten and nothing is left. 3,000 schedules by default; {@code
 * -Dsim.schedules=100000} for more, {@code -Dsim.seed=17} for one of them, with its journal.
 */
class LockSimulationTest extends SimulatedSchedules<LockSchedule> {

  private static final int WORKERS = 2;
  private static final int TWICE = 50; // schedules

  private final AtomicLong next = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();

  /** What was done in some schedules. */
  private static final class Sum {
    private final Map<String, Integer> faults = new TreeMap<>();
    private long schedules;
    private long steps;
    private long grants;

    void add(LockSchedule schedule) {
      schedules++;
      steps += schedule.steps();
      grants += schedule.grants();
      schedule.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }

    void add(Sum other) {
      schedules += other.schedules;
      steps += other.steps;
      grants += other.grants;
      other.faults.forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }
  }

  @Test
  void whateverFailsThereIsOneHolderAndNobodyIsForgotten()
      throws InterruptedException, ExecutionException {
    if (ONLY >= 0) {
      runOnly();
      return;
    }
    long start = System.nanoTime();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Future<Sum>> running = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        running.add(workers.submit(() -> work(Long.getLong("sim.schedules", 3_000))));
      }
      Sum all = new Sum();
      for (Future<Sum> worker : running) {
        all.add(worker.get());
      }
      System.out.printf(
          "%d schedules, %d steps, %d grants, %.1f s; faults: %s%n",
          all.schedules, all.steps, all.grants, (System.nanoTime() - start) / 1e9, all.faults);
    } finally {
      workers.shutdownNow();
    }
  }

  @Test
  void theSameSeedGivesTheSameSchedule() {
    for (long seed = 0; seed < TWICE; seed++) {
      assertThat(run(seed, false).hash()).as("seed %d", seed).isEqualTo(run(seed, false).hash());
    }
    assertThat(run(TWICE, true).journal()).hasToString(run(TWICE, true).journal().toString());
  }

  private Sum work(long schedules) {
    Sum sum = new Sum();
    for (long seed = next.getAndIncrement();
        seed < schedules && !failed.get();
        seed = next.getAndIncrement()) {
      try {
        sum.add(run(seed, false));
      } catch (AssertionError e) {
        failed.set(true);
        throw e;
      }
    }
    return sum;
  }

  @Override
  LockSchedule schedule(long seed, boolean recording) {
    return new LockSchedule(seed, null, recording);
  }

  @Override
  LockSchedule schedule(long seed, List<Move> moves, boolean recording) {
    return new LockSchedule(seed, moves, recording);
  }
}
