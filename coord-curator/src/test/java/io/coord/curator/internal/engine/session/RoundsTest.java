package io.coord.curator.internal.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundsTest {

  private static final long A_DAY = Duration.ofDays(1).toNanos();

  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);
  private final Semaphore run = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    threads.close();
  }

  private boolean isRun(int seconds) throws InterruptedException {
    return run.tryAcquire(seconds, TimeUnit.SECONDS);
  }

  @Test
  void aRoundInAHurryIsRunAndTheNextOnePlanned() throws Exception {
    Rounds rounds = new Rounds(threads, () -> delay(A_DAY), run::release);
    rounds.start();
    assertThat(asked.get()).isEqualTo(1);

    for (int i = 0; i < 3; i++) {
      rounds.hurry();
      assertThat(isRun(20)).isTrue();
    }
  }

  @Test
  void withoutReasonNothingIsRun() throws Exception {
    Rounds rounds = new Rounds(threads, () -> delay(Rounds.NONE), run::release);
    rounds.start();
    rounds.hurry();
    rounds.start();

    assertThat(asked.get()).isEqualTo(2);
    assertThat(isRun(1)).isFalse();
  }

  @Test
  void aHurryDuringARoundIsARoundMore() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Semaphore begun = new Semaphore(0);
    Rounds rounds =
        new Rounds(
            threads,
            () -> delay(A_DAY),
            () -> {
              begun.release();
              awaitQuietly(goOn);
              run.release();
            });
    rounds.start();
    rounds.hurry();
    begun.acquire();

    rounds.hurry();
    goOn.countDown();

    assertThat(run.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
    assertThat(isRun(1)).as("a third one").isFalse();
  }

  @Test
  void aRoundThatFailsIsFollowedByAnother() throws Exception {
    Rounds rounds =
        new Rounds(
            threads,
            () -> delay(asked.get() == 0 ? 0 : A_DAY),
            () -> {
              run.release();
              throw new OutOfMemoryError("as if");
            });
    rounds.start();
    assertThat(isRun(20)).isTrue();

    for (int i = 0; i < 3; i++) {
      rounds.hurry();
      assertThat(isRun(20)).isTrue();
    }
  }

  private long delay(long nanos) {
    asked.incrementAndGet();
    return nanos;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
