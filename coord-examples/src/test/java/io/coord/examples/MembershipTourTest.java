package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.registry.ServiceInstance;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MembershipTourTest {

  @Test
  void failsIfTheClientSeesAnythingElse() throws Exception {
    Timeline silent =
        new Timeline(new Console(new PrintStream(OutputStream.nullOutputStream()), false));
    try (DemoZooKeeper zooKeeper = DemoZooKeeper.embedded();
        Fleet fleet = Fleet.start(zooKeeper, Duration.ofSeconds(6));
        Coordination stranger = zooKeeper.builder().connect()) {
      stranger.registry().register(ServiceInstance.builder("servers").id("stranger").build());
      assertThatThrownBy(() -> MembershipTour.run(zooKeeper, fleet, silent))
          .isInstanceOf(CheckFailed.class)
          .hasMessageContaining("+ stranger");
    }
  }
}
