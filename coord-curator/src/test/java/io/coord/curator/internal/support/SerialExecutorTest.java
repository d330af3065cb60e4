package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.curator.testing.Undeclared;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One task at a time, in order, whatever the tasks and the threads do. */
class SerialExecutorTest {

  private static final int CALLERS = 4;
  private static final int TASKS = 5_000;

  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final SerialExecutor serial = new SerialExecutor(threads::add);
  private final List<Object> ran = new ArrayList<>();

  @Test
  void tasksRunInTheOrderGivenAndNotBeforeAThreadComes() {
    serial.execute(() -> ran.add(1));
    serial.execute(() -> ran.add(2));
    assertThat(ran).isEmpty();

    runThreads();

    assertThat(ran).containsExactly(1, 2);
  }

  @Test
  void aTaskThatIsGivenByATaskRunsAfterItAndAfterThoseThatWait() {
    serial.execute(
        () -> {
          serial.execute(() -> ran.add(3));
          ran.add(1);
        });
    serial.execute(() -> ran.add(2));

    runThreads();

    assertThat(ran).containsExactly(1, 2, 3);
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheNext() {
    serial.execute(
        () -> {
          throw new IllegalStateException("for the log");
        });
    serial.execute(
        () -> {
          throw new AssertionError("for the log");
        });
    serial.execute(
        () -> {
          throw Undeclared.raise(new IOException("for the log"));
        });
    serial.execute(() -> ran.add(1));

    runThreads();
    serial.execute(() -> ran.add(2));
    runThreads();

    assertThat(ran).containsExactly(1, 2);
  }

  @Test
  void whenNoThreadCanBeHadTheCallerLearnsItAndTheNextTaskTriesAgain() {
    List<RejectedExecutionException> refusals =
        new ArrayList<>(List.of(new RejectedExecutionException("for the test")));
    SerialExecutor starved =
        new SerialExecutor(
            task -> {
              if (!refusals.isEmpty()) {
                throw refusals.remove(0);
              }
              threads.add(task);
            });

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> starved.execute(() -> ran.add(1)));
    starved.execute(() -> ran.add(2));
    runThreads();

    assertThat(ran).containsExactly(1, 2);
  }

  @Test
  void ofManyThreadsOneRunsTasksAtATimeAndEachCallersTasksInItsOrder() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2 * CALLERS);
    SerialExecutor shared = new SerialExecutor(pool);
    int[] last = new int[CALLERS]; // touched by the tasks only, and without a lock
    int[] inOrder = new int[1];
    CountDownLatch done = new CountDownLatch(CALLERS * TASKS);
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      pool.execute(
          () -> {
            for (int n = 1; n <= TASKS; n++) {
              int number = n;
              shared.execute(
                  () -> {
                    inOrder[0] += number == last[caller] + 1 ? 1 : 0;
                    last[caller] = number;
                    done.countDown();
                  });
            }
          });
    }

    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(inOrder[0]).isEqualTo(CALLERS * TASKS);
    pool.shutdown();
  }

  private void runThreads() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }
}
