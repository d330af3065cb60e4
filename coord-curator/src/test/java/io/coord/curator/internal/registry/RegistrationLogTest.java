package io.coord.curator.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.CapturedLog;
import org.junit.jupiter.api.Test;

/** Registrations that come and go for hours fill no disk. */
class RegistrationLogTest {

  private final RegistrationLog registrations = new RegistrationLog();

  @Test
  void eachLossAndEachReturnIsALine() {
    try (CapturedLog log = CapturedLog.start()) {
      registrations.lost("/services/s/of-this-test");
      registrations.restored("/services/s/of-this-test");

      assertThat(log.lines("/services/s/of-this-test is lost")).hasSize(1);
      assertThat(log.lines("/services/s/of-this-test is restored")).hasSize(1);
    }
  }

  @Test
  void ofManyTheFirstAreNamed() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 1000; i++) {
        registrations.lost("/services/s/flapping-" + i);
        registrations.restored("/services/s/flapping-" + i);
      }
      assertThat(log.lines("/services/s/flapping-")).hasSizeBetween(2, 40);
    }
  }
}
