package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was handed over is run once a thread can be had, and what throws costs nothing else. */
class ThreadPoolsTest {

  private final ScarceThreads factory = new ScarceThreads();
  private final ThreadPools threads = new ThreadPools(ReplyThreads::include, factory);
  private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    factory.refuse(false);
    threads.close();
    Awaitility.await().until(() -> factory.alive() == 0);
  }

  @Test
  void aTaskForWhichThereIsNoThreadIsRunWhenThereIsOne() {
    for (DurableExecutor executor :
        List.of(threads.workers(), threads.callbacks(), threads.ownThreads())) {
      factory.refuse(true);
      ran.clear();
      executor.execute(() -> ran.add(1));
      executor.execute(() -> ran.add(2));
      assertThat(executor.isKeeping()).isTrue();
      assertThat(ran).isEmpty();

      factory.refuse(false);
      Awaitility.await().until(() -> ran.size() == 2);
      assertThat(executor.isKeeping()).isFalse();
    }
  }

  @Test
  void aThreadOfItsOwnRunsNoOtherTask() throws Exception {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 50; i++) {
      CountDownLatch done = new CountDownLatch(1);
      threads
          .ownThreads()
          .execute(
              () -> {
                used.add(Thread.currentThread());
                done.countDown();
              });
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(used).hasSize(50).allMatch(Thread::isDaemon);
    Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> factory.alive() <= 3);
  }

  @Test
  void theEnginesAndTheTimerNeedNoNewThread() throws Exception {
    factory.refuse(true);
    CountDownLatch done = new CountDownLatch(2);
    threads.engine().execute(done::countDown);
    threads
        .timer()
        .schedule(() -> threads.engine().execute(done::countDown), 1, TimeUnit.MILLISECONDS);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatThrowsAnErrorCostsTheEnginesNoThread() throws Exception {
    for (int i = 0; i < 8; i++) {
      threads
          .engine()
          .execute(
              () -> {
                throw new AssertionError("for the log");
              });
    }
    factory.refuse(true);
    CountDownLatch done = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      threads.engine().execute(done::countDown);
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Such as a lack of memory for the text. */
  @Test
  void aTaskWhoseFailureCannotBeLoggedIsNotTakenAndKeepsNoOtherFromBeingRun() {
    OutOfMemoryError unspeakable =
        new OutOfMemoryError() {
          @Override
          public String getMessage() {
            throw new OutOfMemoryError("for the test: no memory for a message");
          }
        };
    AtomicBoolean first = new AtomicBoolean(true);
    ThreadPools scarce =
        new ThreadPools(
            ReplyThreads::include,
            task ->
                new Thread(task) {
                  @Override
                  public void start() {
                    if (getName().startsWith("coord-listener") && first.getAndSet(false)) {
                      throw unspeakable;
                    }
                    super.start();
                  }
                });
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> scarce.callbacks().execute(() -> ran.add(1)));
    assertThat(scarce.callbacks().isKeeping()).isFalse();

    scarce.callbacks().execute(() -> ran.add(2));
    Awaitility.await().until(() -> !ran.isEmpty());
    assertThat(ran).containsExactly(2);
    scarce.close();
  }

  @Test
  void whatWasKeptIsRunAlsoAfterAClose() {
    factory.refuse(true);
    threads.callbacks().execute(() -> ran.add(1));
    threads.close();
    threads.callbacks().execute(() -> ran.add(2)); // a last state, say

    factory.refuse(false);
    Awaitility.await().until(() -> ran.size() == 2);
  }

  @Test
  void afterTheEndACallbackIsRunByItsCallerIfThereIsNoThread() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory);
    ThreadPools ended = new ThreadPools(ReplyThreads::include, factory, timer);
    ended.close();
    Awaitility.await().until(timer::isShutdown);
    factory.refuse(true);
    ended.callbacks().execute(() -> ran.add(1));
    assertThat(ran).containsExactly(1);
  }

  @Test
  void whatIsKeptJustBeforeTheTimerEndsIsRun() {
    AtomicReference<ThreadPools> closing = new AtomicReference<>();
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, factory) {
          @Override
          public void shutdown() {
            closing.get().callbacks().execute(() -> ran.add(1));
            super.shutdown();
          }
        };
    closing.set(new ThreadPools(ReplyThreads::include, factory, timer));
    factory.refuse(true);

    closing.get().close();

    assertThat(ran).containsExactly(1);
  }

  @Test
  void anEngineThreadKnowsThatItIsOne() throws Exception {
    AtomicBoolean engine = new AtomicBoolean();
    AtomicBoolean worker = new AtomicBoolean(true);
    CountDownLatch done = new CountDownLatch(2);
    threads
        .engine()
        .execute(
            () -> {
              engine.set(threads.isEngine());
              done.countDown();
            });
    threads
        .workers()
        .execute(
            () -> {
              worker.set(threads.isEngine());
              done.countDown();
            });
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(engine).isTrue();
    assertThat(worker).isFalse();
  }

  @Test
  void ifNotAllThatAreAlwaysThereCanBeHadNoneIsLeft() {
    for (int had = 0; had < 3; had++) {
      ScarceThreads few = new ScarceThreads();
      few.refuseAfter(had);
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> new ThreadPools(ReplyThreads::include, few).close());
      Awaitility.await().until(() -> few.alive() == 0);
    }
  }
}
