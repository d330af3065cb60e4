package io.coord.curator.internal.zookeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An outage of any length makes Curator give nothing up, and try no more than once a second. */
class PatientRetryTest {

  private final PatientRetry retry = new PatientRetry();

  @Test
  void itNeverGivesUpAndSlowsDown() {
    List<Long> delays = new ArrayList<>();
    for (int count : new int[] {0, 1, 2, 3, 4, 100, 100_000, Integer.MAX_VALUE}) {
      assertThat(retry.allowRetry(count, Long.MAX_VALUE, (time, unit) -> delays.add(time)))
          .isTrue();
    }
    assertThat(delays).containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L, 1000L, 1000L);
  }

  @Test
  void anInterruptEndsIt() {
    assertThat(
            retry.allowRetry(
                0,
                0,
                (time, unit) -> {
                  throw new InterruptedException();
                }))
        .isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
