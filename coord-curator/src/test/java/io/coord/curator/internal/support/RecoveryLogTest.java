package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.CapturedLog;
import org.junit.jupiter.api.Test;

/** What comes and goes for hours fills no disk. */
class RecoveryLogTest {

  private final RecoveryLog registrations =
      new RecoveryLog(Log.of(RecoveryLog.class), "{} is lost.", "{} is restored.");

  @Test
  void eachLossAndEachReturnIsALine() {
    try (CapturedLog log = CapturedLog.start()) {
      registrations.lost("/services/s/of-this-test");
      registrations.back("/services/s/of-this-test");

      assertThat(log.lines("/services/s/of-this-test is lost")).hasSize(1);
      assertThat(log.lines("/services/s/of-this-test is restored")).hasSize(1);
    }
  }

  @Test
  void ofManyTheFirstAreNamed() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 1000; i++) {
        registrations.lost("/services/s/flapping-" + i);
        registrations.back("/services/s/flapping-" + i);
      }
      assertThat(log.lines("/services/s/flapping-")).hasSizeBetween(2, 40);
    }
  }
}
