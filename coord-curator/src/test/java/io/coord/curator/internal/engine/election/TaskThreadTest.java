package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.coord.test.internal.Time;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The task's thread: interrupted inside the task, and only there; then it releases the lease. */
@Timeout(60)
class TaskThreadTest {

  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private Executor interrupters = Runnable::run;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<String> returned = new CompletableFuture<>();

  @AfterEach
  void shutDown() {
    threads.shutdownNow();
  }

  private TaskThread thread(TaskThread.Body body) {
    return new TaskThread(
        "orders",
        body,
        stopping::get,
        () -> events.add("released, interrupted: " + Thread.currentThread().isInterrupted()),
        threads,
        interrupters);
  }

  private void begin(TaskThread thread) {
    thread.begin(failure -> returned.complete(String.valueOf(failure)));
  }

  @Test
  void anInterruptReachesTheTaskAndNothingAfterIt() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    TaskThread thread =
        thread(
            () -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                events.add(Thread.currentThread().getName());
                Thread.currentThread().interrupt();
              }
            });
    begin(thread);
    running.await();
    assertThat(thread.isOnThisThread()).isFalse();
    assertThat(thread.describe()).contains("coord-leader-orders").contains("TaskThreadTest");

    thread.interrupt();

    assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(events).containsExactly("coord-leader-orders", "released, interrupted: false");
    thread.interrupt();
    assertThat(threads.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    assertThat(threads.submit(() -> Thread.currentThread().getName()).get())
        .doesNotContain("leader");
  }

  /** A task waits in it, and whoever interrupts the task closes it. */
  private static final class SlowlyClosed extends AbstractInterruptibleChannel {
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch mayClose = new CountDownLatch(1);

    void waitIn() throws Exception {
      begin();
      try {
        waiting.countDown();
        closing.await();
      } finally {
        end(false);
      }
    }

    @Override
    protected void implCloseChannel() {
      closing.countDown();
      try {
        var unused = mayClose.await(10, TimeUnit.SECONDS); // so that a failure does not hang
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void whatAnInterruptRunsOfTheApplicationDelaysNobodyButTheTask() throws Exception {
    ExecutorService others = Executors.newSingleThreadExecutor();
    interrupters = others;
    SlowlyClosed channel = new SlowlyClosed();
    TaskThread thread = thread(channel::waitIn);
    begin(thread);
    channel.waiting.await();

    thread.interrupt();
    channel.closing.await();

    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(thread.isOnThisThread()).isFalse());
    assertThat(returned).as("left while its thread is being interrupted").isNotDone();
    channel.mayClose.countDown();
    assertThat(returned.get(30, TimeUnit.SECONDS)).contains("ClosedByInterruptException");
    assertThat(events).containsExactly("released, interrupted: false");
    others.shutdownNow();
  }

  @Test
  void aTaskIsNotLeftBeforeItsThreadHasBeenInterrupted() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupting = new CountDownLatch(1);
    CountDownLatch mayInterrupt = new CountDownLatch(1);
    ExecutorService slow =
        Executors.newSingleThreadExecutor(
            task ->
                new Thread(task) {
                  @Override
                  public void interrupt() {
                    interrupting.countDown();
                    try {
                      mayInterrupt.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    super.interrupt();
                  }
                });
    ExecutorService others = Executors.newSingleThreadExecutor();
    TaskThread thread =
        new TaskThread(
            "orders",
            () -> {
              running.countDown();
              interrupting.await();
            },
            stopping::get,
            () -> events.add("released, interrupted: " + Thread.currentThread().isInterrupted()),
            slow,
            others);
    begin(thread);
    running.await();

    thread.interrupt();
    interrupting.await();
    Time.passMillis(200);

    assertThat(returned).isNotDone();
    mayInterrupt.countDown();
    assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(events).containsExactly("released, interrupted: false");
    slow.shutdown();
    others.shutdown();
  }

  @Test
  void aTaskThatWasAskedToStopBeforeItBeganDoesNotBegin() throws Exception {
    stopping.set(true);
    TaskThread thread = thread(() -> events.add("ran"));

    begin(thread);

    assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(events).containsExactly("released, interrupted: false");
  }

  @Test
  void aTaskThatWasAbandonedBeforeItBeganNeverBegins() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    var unused = threads.submit(() -> free.await(30, TimeUnit.SECONDS));
    TaskThread thread = thread(() -> events.add("ran"));
    begin(thread);

    assertThat(thread.abandon()).isTrue();
    free.countDown();

    assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(events).doesNotContain("ran");
  }

  @Test
  void aTaskThatRunsIsNotAbandoned() throws Exception {
    CompletableFuture<Boolean> abandoned = new CompletableFuture<>();
    TaskThread[] thread = new TaskThread[1];
    thread[0] = thread(() -> abandoned.complete(thread[0].abandon()));

    begin(thread[0]);

    assertThat(abandoned.get(30, TimeUnit.SECONDS)).isFalse();
    returned.get(30, TimeUnit.SECONDS);
    assertThat(thread[0].abandon()).as("it has run").isFalse();
  }

  @Test
  void whatTheTaskThrowsIsReportedAfterTheRelease() throws Exception {
    begin(
        thread(
            () -> {
              throw new AssertionError("thrown by a test's task");
            }));

    assertThat(returned.get(30, TimeUnit.SECONDS)).contains("thrown by a test's task");
    assertThat(events).hasSize(1);
  }

  @Test
  void aReleaseThatThrowsIsReportedAsAReturnAllTheSame() throws Exception {
    begin(
        new TaskThread(
            "orders",
            () -> {},
            stopping::get,
            () -> {
              throw new IllegalStateException("thrown by a test");
            },
            threads,
            interrupters));

    assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("null");
  }
}
