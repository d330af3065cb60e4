package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PausesTest {

  private final Pauses pauses = new Pauses(Duration.ofSeconds(1));

  private long afterFailure() {
    return TimeUnit.MILLISECONDS.toSeconds(pauses.afterFailure(0));
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

    assertThat(pauses.afterReturn()).isEqualTo(1_000);
    assertThat(afterFailure()).isEqualTo(1);
  }

  @Test
  void aTermThatLastedStartsOver() {
    afterFailure();
    afterFailure();

    assertThat(pauses.afterFailure(TimeUnit.MINUTES.toNanos(1))).isEqualTo(1_000);
  }

  @Test
  void aLongFirstPauseIsTheLongest() {
    Pauses long1 = new Pauses(Duration.ofHours(1));

    assertThat(long1.afterFailure(0)).isEqualTo(3_600_000);
    assertThat(long1.afterFailure(0)).isEqualTo(3_600_000);
    assertThat(new Pauses(Duration.ofNanos(1)).afterReturn()).isEqualTo(1);
    assertThat(new Pauses(Duration.ofSeconds(Long.MAX_VALUE)).afterFailure(0)).isPositive();
  }
}
