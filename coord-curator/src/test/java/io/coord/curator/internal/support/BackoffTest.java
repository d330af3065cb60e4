package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Delays that grow up to a cap, and differ from process to process. */
class BackoffTest {

  private static final Duration CAP = Duration.ofSeconds(1);

  @Test
  void eachDelayIsFromTheUpperHalfOfARangeThatDoublesUpToTheCap() {
    Backoff backoff = new Backoff(CAP, new Random(1));
    long range = 50;
    for (int i = 0; i < 200; i++) {
      assertThat(backoff.nextMillis()).isBetween(range / 2, range);
      range = Math.min(2 * range, CAP.toMillis());
    }
  }

  @Test
  void afterASuccessItBeginsAnew() {
    Backoff backoff = new Backoff(CAP, new Random(2));
    for (int i = 0; i < 10; i++) {
      backoff.nextMillis();
    }

    backoff.reset();

    assertThat(backoff.nextMillis()).isBetween(25L, 50L);
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
  }

  @Test
  void aCapBelowTheFirstRangeHoldsFromTheStart() {
    Backoff backoff = new Backoff(Duration.ofMillis(10), new Random(3));
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.nextMillis()).isBetween(5L, 10L);
    }
  }

  @Test
  void processesThatFailedTogetherDoNotComeBackTogether() {
    Set<Long> delays = new HashSet<>();
    for (int process = 0; process < 100; process++) {
      Backoff backoff = new Backoff(CAP, new Random(process));
      for (int i = 0; i < 5; i++) {
        backoff.nextMillis();
      }
      delays.add(backoff.nextMillis());
    }
    assertThat(delays).hasSizeGreaterThan(50);
  }
}
