package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryPauseTest {

  private final RetryPause pause = new RetryPause(Duration.ofSeconds(1));

  private long afterFailure() {
    return TimeUnit.MILLISECONDS.toSeconds(pause.afterFailure(0));
  }

  @Test
  void failuresInARowAreFollowedByLongerAndLongerPausesUpToAMinute() {
    for (long expected : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertThat(afterFailure()).isEqualTo(expected);
    }
  }

  @Test
  void aTermThatEndsByItselfStartsOver() {
    afterFailure();
    afterFailure();

    assertThat(pause.afterReturn()).isEqualTo(1_000);
    assertThat(afterFailure()).isEqualTo(1);
  }

  @Test
  void aTermThatLastedStartsOver() {
    afterFailure();
    afterFailure();

    assertThat(pause.afterFailure(TimeUnit.MINUTES.toNanos(1))).isEqualTo(1_000);
  }

  @Test
  void aLongFirstPauseIsTheLongest() {
    RetryPause hours = new RetryPause(Duration.ofHours(1));

    assertThat(hours.afterFailure(0)).isEqualTo(3_600_000);
    assertThat(hours.afterFailure(0)).isEqualTo(3_600_000);
    assertThat(new RetryPause(Duration.ofNanos(1)).afterReturn()).isEqualTo(1);
    assertThat(new RetryPause(Duration.ofSeconds(Long.MAX_VALUE)).afterFailure(0)).isPositive();
  }
}
