package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Due once at a time, and at the earliest of the times asked for. */
class DelayedTaskTest {

  private static final long AN_HOUR = TimeUnit.HOURS.toMillis(1);

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService serial = Executors.newSingleThreadExecutor();
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch ran = new CountDownLatch(1);
  private final DelayedTask task = new DelayedTask(new SystemTimer(timer), serial, this::run);

  @BeforeEach
  void forgetWhatIsCancelled() {
    timer.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
    serial.shutdownNow();
  }

  @Test
  void anEarlierTimeTakesThePlaceOfALaterOne() throws Exception {
    confined(
        () -> {
          task.runIn(AN_HOUR);
          task.runIn(1);
          return null;
        });

    assertRanOnceAndIsDueNoMore();
  }

  @Test
  void aLaterTimeDoesNotPutItOff() throws Exception {
    confined(
        () -> {
          task.runIn(1);
          task.runIn(AN_HOUR);
          return null;
        });

    assertRanOnceAndIsDueNoMore();
  }

  @Test
  void itCanFallDueAgain() throws Exception {
    confined(
        () -> {
          task.runIn(1);
          return null;
        });
    assertRanOnceAndIsDueNoMore();

    boolean due =
        confined(
            () -> {
              task.runIn(AN_HOUR);
              return task.isDue();
            });

    assertThat(due).isTrue();
  }

  @Test
  void whatIsCancelledIsNotRunThoughItsTimeHasCome() throws Exception {
    confined(
        () -> {
          task.runIn(0);
          // The timer has handed it over, and it stands in the queue behind this step.
          Awaitility.await().until(() -> timer.getCompletedTaskCount() == 1);
          task.cancel();
          return null;
        });

    assertThat(confined(task::isDue)).isFalse();
    assertThat(confined(runs::get)).isZero();
    assertThat(timer.getQueue()).isEmpty();
  }

  private void run() {
    runs.incrementAndGet();
    ran.countDown();
  }

  private void assertRanOnceAndIsDueNoMore() throws Exception {
    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(confined(task::isDue)).isFalse();
    assertThat(runs).hasValue(1);
    assertThat(timer.getQueue()).isEmpty();
  }

  private <T> T confined(Callable<T> step) throws Exception {
    return serial.submit(step).get(30, TimeUnit.SECONDS);
  }
}
