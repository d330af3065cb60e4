package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] NO_DATA = {};

  @Test
  void anEmptyContainerIsDeleted() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        RawClient client = RawClient.connect(zooKeeper.connectString(), PATIENCE)) {
      create(client.zooKeeper(), "/services", CreateMode.CONTAINER);
      create(client.zooKeeper(), "/services/one", CreateMode.PERSISTENT);
      client.zooKeeper().delete("/services/one", -1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(client.children("/")).containsExactly("zookeeper"));
    }
  }

  @Test
  void givenADirectoryItKeepsItsData(@TempDir Path data) throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(0, Optional.of(data));
        RawClient client = RawClient.connect(zooKeeper.connectString(), PATIENCE)) {
      create(client.zooKeeper(), "/kept", CreateMode.PERSISTENT);
    }
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(0, Optional.of(data));
        RawClient client = RawClient.connect(zooKeeper.connectString(), PATIENCE)) {
      assertThat(client.children("/")).containsExactly("kept", "zookeeper");
    }
  }

  private static void create(ZooKeeper zooKeeper, String path, CreateMode mode) throws Exception {
    zooKeeper.create(path, NO_DATA, Ids.OPEN_ACL_UNSAFE, mode);
  }
}
