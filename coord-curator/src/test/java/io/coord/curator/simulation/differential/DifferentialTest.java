package io.coord.curator.simulation.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The simulated server answers as a real one does: random sequences of requests are sent to both,
 * and every reply and every event must be the same, in the same order. 80 sequences by default;
 * {@code -Ddiff.sequences=10000} for more, {@code -Ddiff.seed=17} for one of them.
 */
class DifferentialTest {

  private static final int WORKERS = 6; // most of it is waiting for clients that reconnect

  @Test
  void theSimulatedServerAnswersAsARealOneDoes() throws InterruptedException, ExecutionException {
    long only = Long.getLong("diff.seed", -1);
    if (only >= 0) {
      try (RealWorld real = new RealWorld()) {
        compare(real, only);
      }
      return;
    }
    AtomicLong next = new AtomicLong();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        running.add(workers.submit(() -> work(next, Long.getLong("diff.sequences", 80))));
      }
      for (Future<?> worker : running) {
        worker.get();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static void work(AtomicLong next, long sequences) {
    try (RealWorld real = new RealWorld()) {
      for (long seed = next.getAndIncrement(); seed < sequences; seed = next.getAndIncrement()) {
        compare(real, seed);
      }
    }
  }

  private static void compare(RealWorld real, long seed) {
    List<Step> steps = Sequence.of(seed);
    try (SimulatedWorld simulated = new SimulatedWorld(seed)) {
      List<List<String>> told = simulated.run(steps).lines();
      List<List<String>> expected = real.run(steps).lines();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(told.get(i))
            .as(
                "what session %d was told; again with -Ddiff.seed=%d:%n%s%n",
                i, seed, steps.stream().map(Step::toString).collect(Collectors.joining("\n")))
            .isEqualTo(expected.get(i));
      }
    }
    real.clean(Sequence.root(seed));
  }
}
