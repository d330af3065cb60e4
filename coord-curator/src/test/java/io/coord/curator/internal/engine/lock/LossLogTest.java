package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.curator.testing.CapturedLog;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LossLogTest {

  private final List<Runnable> later = new ArrayList<>();
  private final LossLog losses = new LossLog(later::add);

  private static ProcessLock lock(String name) {
    return new ProcessLock(name, LockOptions.defaults(), new NoOpBackend());
  }

  @Test
  void aThousandAtOnceAreAFewLinesAndACount() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 1_000; i++) {
        losses.lost(lock("mass loss " + i), i, LossCause.SESSION_EXPIRED);
      }
      assertThat(later).hasSize(1);
      later.remove(0).run();

      assertThat(log.lines("lock 'mass loss ")).hasSize(5);
      assertThat(log.lines("lock 'mass loss 0' (token 0) is lost: SESSION_EXPIRED")).hasSize(1);
      assertThat(log.lines("995 more leases were lost at the same time")).hasSize(1);
    }
  }

  @Test
  void oneThatComesLaterIsNamedAgain() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 6; i++) {
        losses.lost(lock("first loss " + i), i, LossCause.NODE_DELETED);
      }
      later.remove(0).run();
      losses.lost(lock("next loss"), 7, LossCause.NODE_DELETED);
      later.remove(0).run();

      assertThat(log.lines("lock 'next loss' (token 7)")).hasSize(1);
      assertThat(log.lines("more leases were lost")).hasSize(1);
    }
  }

  /** Who deferred it defers it again. */
  @Test
  void oneThatCannotBeLoggedNowSilencesNoneOfTheNext() {
    AtomicBoolean fails = new AtomicBoolean(true);
    LossLog failing =
        new LossLog(
            sum -> {
              if (fails.getAndSet(false)) {
                throw new OutOfMemoryError("for the test");
              }
              later.add(sum);
            });
    try (CapturedLog log = CapturedLog.start()) {
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> failing.lost(lock("late loss"), 1, LossCause.NODE_DELETED));
      failing.lost(lock("late loss"), 1, LossCause.NODE_DELETED);

      assertThat(log.lines("lock 'late loss' (token 1)")).hasSize(1);
      assertThat(later).hasSize(1);
    }
  }
}
