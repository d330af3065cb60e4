package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must be done is done in the end, whatever fails for a moment. */
@Timeout(60)
class RetryTest {

  private final Queue<Runnable> putOff = new ArrayDeque<>();
  private final List<Integer> taken = new ArrayList<>();

  /** Throws so many times, and then does what it is for. */
  private static final class Faltering {
    private int failures;

    Faltering(int failures) {
      this.failures = failures;
    }

    void pass() {
      if (failures > 0) {
        failures--;
        throw new OutOfMemoryError("for the test");
      }
    }
  }

  private Runnable step(int failures) {
    Faltering faltering = new Faltering(failures);
    return () -> {
      faltering.pass();
      taken.add(1);
    };
  }

  private void runAll() {
    for (Runnable task = putOff.poll(); task != null; task = putOff.poll()) {
      task.run();
    }
  }

  @Test
  void aStepIsTakenOnceAndAtOnceIfNothingFails() {
    Retry.untilTaken(step(0), putOff::add);

    assertThat(taken).containsExactly(1);
    assertThat(putOff).isEmpty();
  }

  @Test
  void oneThatThrowsIsTakenAMomentLaterUntilItDoesNot() {
    Retry.untilTaken(step(3), putOff::add);
    assertThat(taken).isEmpty();

    runAll();

    assertThat(taken).containsExactly(1);
  }

  @Test
  void ifItCannotBePutOffEitherTheSameThreadTakesIt() {
    Faltering later = new Faltering(2);
    Executor failing =
        task -> {
          later.pass();
          putOff.add(task);
        };
    Retry.untilTaken(step(2), failing);
    assertThat(taken).containsExactly(1);

    Retry.untilTaken(step(9), failing);
    runAll();
    assertThat(taken).containsExactly(1, 1);
  }

  @Test
  void whatNeverWorksIsGivenUpAndThrowsNothing() {
    Faltering never = new Faltering(Integer.MAX_VALUE);

    assertThatCode(() -> Retry.untilTaken(never::pass, task -> never.pass()))
        .doesNotThrowAnyException();
  }

  @Test
  void anInterruptIsKeptAndEndsNoPause() {
    long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    Runnable step =
        () -> {
          if (System.nanoTime() - soon < 0) {
            throw new OutOfMemoryError("for the test");
          }
          taken.add(1);
        };
    Faltering never = new Faltering(Integer.MAX_VALUE);
    Thread.currentThread().interrupt();

    Retry.untilTaken(step, task -> never.pass());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(taken).containsExactly(1);
  }

  @Test
  void theTimerHandsOverAgainWhatItCouldNotHandOver() throws Exception {
    ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();
    Faltering handOver = new Faltering(3);
    CountDownLatch done = new CountDownLatch(1);
    new SystemTimer(one)
        .schedule(
            () -> {
              handOver.pass();
              done.countDown();
            },
            1,
            TimeUnit.MILLISECONDS);

    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    one.shutdownNow();
  }

  /** A timer that cannot schedule for a moment. */
  private static final class ScarceTimer implements Timer {
    private final ScheduledExecutorService one;
    private final Faltering scarcity;

    ScarceTimer(ScheduledExecutorService one, int failures) {
      this.one = one;
      this.scarcity = new Faltering(failures);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
      scarcity.pass();
      return one.schedule(task, delay, unit);
    }
  }

  @Test
  void aDelayedTaskThatCannotBeScheduledIsAMomentLater() throws Exception {
    ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();
    CountDownLatch done = new CountDownLatch(1);

    one.execute(() -> new DelayedTask(new ScarceTimer(one, 2), one, done::countDown).runIn(1));

    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    one.shutdownNow();
  }

  @Test
  void aDelayThatCannotBeginEndsAllTheSame() throws Exception {
    ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();
    CountDownLatch done = new CountDownLatch(1);
    try (ThreadPools threads = new ThreadPools(thread -> false)) {
      Timer timer = new ScarceTimer(one, 1);
      Threads scarce =
          (Threads)
              Proxy.newProxyInstance(
                  Threads.class.getClassLoader(),
                  new Class<?>[] {Threads.class},
                  (proxy, method, arguments) ->
                      method.getName().equals("timer") ? timer : method.invoke(threads, arguments));
      one.execute(() -> new RetryDelay(scarce, one, Duration.ofMillis(100)).begin(done::countDown));

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
    one.shutdownNow();
  }

  @Test
  void theExecutorOfAnEngineLosesNoTaskAndRunsEachOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(2);
    try (ThreadPools threads = new ThreadPools(thread -> false)) {
      Faltering scarcity = new Faltering(2);
      Executor engine =
          task -> {
            scarcity.pass();
            threads.engine().execute(task);
          };
      Threads scarce =
          (Threads)
              Proxy.newProxyInstance(
                  Threads.class.getClassLoader(),
                  new Class<?>[] {Threads.class},
                  (proxy, method, arguments) ->
                      switch (method.getName()) {
                        case "engine" -> engine;
                        case "later" -> threads.later(engine);
                        default -> method.invoke(threads, arguments);
                      });
      SerialExecutor serial = SerialExecutor.ofEngine(scarce);
      Runnable task =
          () -> {
            runs.incrementAndGet();
            done.countDown();
          };

      serial.execute(task);
      serial.execute(task);

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void aTaskIsKeptThoughTheTimerFailsForAMoment() throws Exception {
    ScarceThreads factory = new ScarceThreads();
    Faltering scheduling = new Faltering(0);
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            scheduling.pass();
            return super.schedule(task, delay, unit);
          }
        };
    CountDownLatch done = new CountDownLatch(1);
    try (ThreadPools threads = new ThreadPools(thread -> false, factory, timer)) {
      factory.refuse(true);
      scheduling.failures = 1;
      threads.callbacks().execute(done::countDown);
      factory.refuse(false);

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
