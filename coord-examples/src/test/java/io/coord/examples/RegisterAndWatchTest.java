package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.ServiceRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The snippet of the README does what the README says. */
class RegisterAndWatchTest {

  @Test
  void peersSeeTheServerUntilItLeaves() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Coordination peer = CuratorCoordination.connect(zooKeeper.connectString())) {
      Worker<Void> server =
          Worker.start(
              "server",
              () -> {
                RegisterAndWatch.run(zooKeeper.connectString(), end);
                return null;
              });
      ServiceRegistry registry = peer.registry();
      await().until(() -> registry.instances("servers").size() == 1);
      assertThat(registry.instances("servers").get(0).address()).isEqualTo("10.0.0.102");

      end.countDown();
      server.await(Duration.ofSeconds(10));
      assertThat(registry.instances("servers")).isEmpty();
    }
  }
}
