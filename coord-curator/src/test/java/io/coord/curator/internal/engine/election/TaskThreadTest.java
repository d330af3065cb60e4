package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
        threads);
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
            threads));

    assertThat(returned.get(30, TimeUnit.SECONDS)).isEqualTo("null");
  }
}
