package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.Threads;
import io.coord.curator.testing.ZkTest;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session ends when the servers say so, not when Curator thinks that it should have. */
class HandleFactoryTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void theExpiryThatCuratorSimulatesEndsNoSession() throws Exception {
    try (Threads threads = new Threads();
        CuratorFramework client = started(threads)) {
      client.create().withMode(CreateMode.EPHEMERAL).forPath("/mine");
      ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
      long session = handle.getSessionId();

      handle.getTestable().injectSessionExpiration(); // as Curator does it

      assertThat(client.checkExists().forPath("/mine").getEphemeralOwner()).isEqualTo(session);
      assertThat(handle.getState()).isEqualTo(ZooKeeper.States.CONNECTED);
      assertThat(client.getZookeeperClient().getZooKeeper()).isSameAs(handle);
    }
  }

  @Test
  void theExpiryAtTheServersDoes() throws Exception {
    try (Threads threads = new Threads();
        CuratorFramework client = started(threads)) {
      ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
      zk.server().expire(handle.getSessionId());
      Awaitility.await().until(() -> !handle.getState().isAlive());
      Awaitility.await().until(client.getZookeeperClient()::isConnected);
      assertThat(client.getZookeeperClient().getZooKeeper()).isNotSameAs(handle);
      assertThat(client.getState()).isEqualTo(CuratorFrameworkState.STARTED);
    }
  }

  private static CuratorFramework started(Threads threads) throws InterruptedException {
    CuratorFramework client =
        OwnedClients.started(zk.server().connectString(), Duration.ofSeconds(10), threads);
    client.blockUntilConnected();
    return client;
  }
}
