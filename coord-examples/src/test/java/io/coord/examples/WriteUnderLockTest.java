package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.curator.CuratorCoordination;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Test;

/** The README's second program does what the README says. */
class WriteUnderLockTest {

  @Test
  void everyOrderIsWrittenWithTheToken() throws Exception {
    List<String> written = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Coordination coordination = CuratorCoordination.connect(zooKeeper.connectString())) {
      WriteUnderLock.write(
          coordination,
          List.of("a", "b"),
          (order, token) -> {
            written.add(order);
            tokens.add(token);
          });
    }
    assertThat(written).containsExactly("a", "b");
    assertThat(tokens).hasSize(2).doesNotContain(0L);
    assertThat(tokens.get(0)).isEqualTo(tokens.get(1));
  }

  @Test
  void nothingIsWrittenOnceTheLockIsLost() throws Exception {
    List<String> written = new ArrayList<>();
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        CuratorFramework client =
            CuratorFrameworkFactory.newClient(zooKeeper.connectString(), new RetryOneTime(100))) {
      client.start();
      try (Coordination coordination = CuratorCoordination.over(client)) {
        assertThatThrownBy(
                () ->
                    WriteUnderLock.write(
                        coordination,
                        List.of("a", "b"),
                        (order, token) -> {
                          written.add(order);
                          client.close(); // ends the session of the lease
                        }))
            .isInstanceOf(LeaseNotHeldException.class);
      }
    }
    assertThat(written).containsExactly("a");
  }
}
