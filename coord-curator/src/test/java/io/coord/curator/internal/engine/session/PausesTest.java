package io.coord.curator.internal.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.ThreadPools;
import io.coord.test.internal.Time;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a clock that the test moves. */
@Timeout(60)
class PausesTest {

  private final ThreadPools threads = new ThreadPools(thread -> false);
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 500); // overflows on the way
  private final AtomicLong interval = new AtomicLong(TimeUnit.DAYS.toNanos(1));
  private final AtomicLong ticks = new AtomicLong();
  private final Pauses pauses =
      new Pauses(
          threads,
          () -> {
            ticks.incrementAndGet();
            return now.get();
          },
          interval::get);

  @AfterEach
  void close() {
    threads.close();
  }

  /** That time passes without a tick, then there is one. */
  private void pause(long time) {
    now.addAndGet(time);
    pauses.tick();
  }

  @Test
  void itIsTheLongestTimeWithoutATick() {
    long start = now.get();
    pauses.start();
    pause(100);
    pause(700);
    pause(100);

    assertThat(pauses.between(start, now.get())).isEqualTo(700);
    assertThat(pauses.between(start, start + 100)).isEqualTo(100);
    assertThat(pauses.between(start + 800, now.get())).isEqualTo(100);
  }

  @Test
  void aPauseThatBeganEarlierCountsWhole() {
    long start = now.get();
    pauses.start();
    pause(700);
    pause(100);

    assertThat(pauses.between(start + 600, now.get())).isEqualTo(700);
  }

  @Test
  void aPauseCountsBeforeTheTickThatFollowsIt() {
    long start = now.get();
    pauses.start();
    now.addAndGet(700);

    assertThat(pauses.between(start, now.get())).isEqualTo(700);
    assertThat(pauses.between(start + 699, start + 700)).isEqualTo(700);
  }

  @Test
  void nothingIsKnownOfTheTimeBeforeTheFirstTick() {
    pauses.start();

    assertThat(pauses.between(now.get() - 1_000, now.get())).isZero();
  }

  @Test
  void afterManyTicksTheLastOnesAreRemembered() {
    pauses.start();
    pause(700);
    for (int i = 0; i < 100; i++) {
      pause(10);
    }

    assertThat(pauses.between(now.get() - 400, now.get())).isEqualTo(10);
  }

  @Test
  void ticksComeByThemselvesAsLongAsThereIsAReason() throws Exception {
    interval.set(TimeUnit.MILLISECONDS.toNanos(1));
    pauses.start();
    Awaitility.await().until(() -> ticks.get() > 5);
    interval.set(Rounds.NONE);
    Time.passMillis(100); // one may be under way

    long seen = ticks.get();
    Time.passMillis(100);

    assertThat(ticks.get()).isEqualTo(seen);
  }
}
