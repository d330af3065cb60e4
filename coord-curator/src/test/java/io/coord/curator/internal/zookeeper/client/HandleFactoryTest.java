package io.coord.curator.internal.zookeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
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
    try (ThreadPools threads = new ThreadPools(ReplyThreads::include);
        CuratorFramework client = started(zk.server().connectString(), threads)) {
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
  void aSessionThatNoServerTakesUpIsGivenUpALittleLater() throws Exception {
    TcpProxy proxy = zk.proxy();
    try (ThreadPools threads = new ThreadPools(ReplyThreads::include);
        CuratorFramework client = started(proxy.connectString(), threads)) {
      ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
      proxy.cut(); // and every new connection is accepted first (hazard C17)
      Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());

      handle.getTestable().injectSessionExpiration();

      assertThat(handle.getState().isAlive()).isTrue();
      Awaitility.await().until(() -> !handle.getState().isAlive());
      proxy.restore();
      Awaitility.await().until(client.getZookeeperClient()::isConnected);
      assertThat(client.getZookeeperClient().getZooKeeper()).isNotSameAs(handle);
    }
  }

  @Test
  void aSessionThatAServerTakesUpInBetweenIsNotGivenUp() throws Exception {
    TcpProxy proxy = zk.proxy();
    try (ThreadPools threads = new ThreadPools(ReplyThreads::include);
        CuratorFramework client = started(proxy.connectString(), threads)) {
      ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
      proxy.cut();
      Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());
      handle.getTestable().injectSessionExpiration();
      proxy.restore();
      Awaitility.await().until(client.getZookeeperClient()::isConnected);
      proxy.cut();
      Time.passMillis(handle.getSessionTimeout() / 2); // it would be given up meanwhile

      assertThat(handle.getState().isAlive()).isTrue();
      proxy.restore();
      Awaitility.await().until(client.getZookeeperClient()::isConnected);
      assertThat(client.getZookeeperClient().getZooKeeper()).isSameAs(handle);
    }
  }

  @Test
  void theExpiryAtTheServersEndsTheSession() throws Exception {
    try (ThreadPools threads = new ThreadPools(ReplyThreads::include);
        CuratorFramework client = started(zk.server().connectString(), threads)) {
      ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
      zk.server().expire(handle.getSessionId());
      Awaitility.await().until(() -> !handle.getState().isAlive());
      Awaitility.await().until(client.getZookeeperClient()::isConnected);
      assertThat(client.getZookeeperClient().getZooKeeper()).isNotSameAs(handle);
      assertThat(client.getState()).isEqualTo(CuratorFrameworkState.STARTED);
    }
  }

  private static CuratorFramework started(String servers, Threads threads)
      throws InterruptedException {
    CuratorFramework client =
        OwnedClient.create(servers, Duration.ofSeconds(10), Duration.ofSeconds(5), threads);
    client.start();
    client.blockUntilConnected();
    return client;
  }
}
