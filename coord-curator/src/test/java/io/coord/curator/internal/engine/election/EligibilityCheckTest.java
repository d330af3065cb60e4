package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a check may take, by a clock that the test moves. */
class EligibilityCheckTest {

  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final World world = new World();
  private final List<Boolean> found = new ArrayList<>();
  private int checks;

  @BeforeEach
  void start() {
    EligibilityCheck check =
        new EligibilityCheck(
            "orders",
            () -> {
              checks++;
              return true;
            },
            PERIOD,
            world,
            Runnable::run,
            found::add);
    check.start();
  }

  @Test
  void isRepeatedEveryPeriod() {
    for (int i = 1; i <= 3; i++) {
      world.runWaiting();
      assertThat(found).hasSize(i).containsOnly(true);
      world.passInSteps(PERIOD);
    }
    assertThat(world.waiting).hasSize(1);
  }

  @Test
  void takesTooLongAfterAPeriodAndNoOtherIsStartedMeanwhile() {
    world.passInSteps(PERIOD.minusSeconds(1));
    assertThat(found).isEmpty();

    world.passInSteps(PERIOD.multipliedBy(3));

    assertThat(found).containsExactly(false);
    assertThat(world.waiting).hasSize(1);
    world.runWaiting();
    assertThat(found).containsExactly(false, true);
    world.passInSteps(PERIOD);
    world.runWaiting();
    assertThat(found).containsExactly(false, true, true);
    assertThat(checks).isEqualTo(2);
  }

  @Test
  void isStartedAMomentLaterIfItCannotBeAtOnce() {
    world.runWaiting();
    world.failing = true;

    world.passInSteps(PERIOD.plusSeconds(1));
    world.runWaiting();

    assertThat(checks).isEqualTo(2);
    assertThat(found).containsExactly(true, true);
  }

  /** It was running when the process was stopped, for example, and had no time to answer. */
  @Test
  void isNotBlamedForAPauseOfTheProcess() {
    world.pass(Duration.ofHours(1));
    world.pass(Duration.ofHours(1));
    assertThat(found).isEmpty();

    world.runWaiting();

    assertThat(found).containsExactly(true);
  }

  /** Nothing runs but what the test runs; what is due runs when time has passed. */
  private static final class World implements Threads, Timer {

    private record Due(long at, Runnable task, CompletableFuture<Void> run) {}

    private final Queue<Runnable> waiting = new ArrayDeque<>(); // for a thread for the check
    private final List<Due> timed = new ArrayList<>();
    private long now;
    private boolean failing; // the next one to be handed over

    void runWaiting() {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    }

    void passInSteps(Duration time) {
      for (long end = now + time.toNanos(); now < end; ) {
        pass(Duration.ofMillis(50));
      }
    }

    /** At once: only then runs what has become due. */
    void pass(Duration time) {
      now += time.toNanos();
      List<Due> due = timed.stream().filter(each -> each.at <= now).toList();
      timed.removeAll(due);
      due.stream().filter(each -> !each.run.isCancelled()).forEach(each -> each.task.run());
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
      Due due = new Due(now + unit.toNanos(delay), task, new CompletableFuture<>());
      timed.add(due);
      return due.run;
    }

    @Override
    public Timer timer() {
      return this;
    }

    @Override
    public Executor callbacks() {
      return task -> {
        if (failing) {
          failing = false;
          throw new OutOfMemoryError("for the test");
        }
        waiting.add(task);
      };
    }

    @Override
    public Executor ownThreads() {
      return Runnable::run;
    }

    @Override
    public Executor engine() {
      return Runnable::run;
    }

    @Override
    public Executor workers() {
      return Runnable::run;
    }

    @Override
    public RandomGenerator random() {
      return new Random(17);
    }

    @Override
    public boolean isEngine() {
      return false;
    }

    @Override
    public boolean deliversReplies() {
      return false;
    }
  }
}
