package io.coord.curator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Sessions;
import io.coord.test.internal.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks the test support itself. */
class TestSupportTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(250);

  @Test
  void theServerCountsRequestsAndReplies() throws Exception {
    CuratorFramework client = zk.client();
    client.create().forPath("/counted", new byte[5000]);
    RequestCounts before = zk.server().requests();

    client.getData().forPath("/counted");

    RequestCounts after = zk.server().requests().since(before);
    assertThat(after.of(OpCode.getData)).isEqualTo(1);
    assertThat(after.total()).isEqualTo(1);
    Awaitility.await() // they are counted after they were sent
        .untilAsserted(
            () ->
                assertThat(zk.server().requests().since(before).replyBytes())
                    .isBetween(5000L, 5500L));
  }

  @Test
  void aClientThatReconnectsShowsWhetherItStillWatches() throws Exception {
    CuratorFramework client =
        zk.clients().started(zk.clients().patientBuilder(zk.server().connectString()));
    ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
    Watcher watcher = event -> {};
    client.create().forPath("/watched");
    handle.exists("/watched", watcher);

    assertThatThrownBy(() -> ClientWatches.assertNone(client, zk.server()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/watched");

    handle.removeWatches("/watched", watcher, Watcher.WatcherType.Data, false);
    assertThat(zk.server().watchedPaths()).as("the server does not know").contains("/watched");
    ClientWatches.assertNone(client, zk.server());
    assertThat(zk.server().watchedPaths()).isEmpty();
  }

  @Test
  void aDuplicateSessionEndsASessionForReal() throws Exception {
    CuratorFramework client = zk.client();
    CountDownLatch lost = new CountDownLatch(1);
    client
        .getConnectionStateListenable()
        .addListener(
            (same, state) -> {
              if (state == ConnectionState.LOST) {
                lost.countDown();
              }
            });
    client.create().withMode(CreateMode.EPHEMERAL).forPath("/ephemeral");
    long session = client.getZookeeperClient().getZooKeeper().getSessionId();

    Sessions.expire(client);

    assertThat(zk.server().hasSession(session)).isFalse();
    assertThat(zk.server().ephemerals()).isEmpty();
    assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRestartKeepsTheDataAndAWipeDoesNot() throws Exception {
    CuratorFramework before = zk.client();
    before.create().forPath("/kept", "data".getBytes(StandardCharsets.UTF_8));
    before.close();

    zk.server().restart();
    CuratorFramework restarted = zk.client();
    assertThat(restarted.getData().forPath("/kept")).asString().isEqualTo("data");
    restarted.close();

    zk.server().restartWiped();
    assertThat(zk.client().checkExists().forPath("/kept")).isNull();
  }

  @Test
  void aFrozenProxyHoldsAnswersBackAndARestoredOneDeliversThem() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    CountDownLatch answered = new CountDownLatch(1);

    proxy.freeze();
    client.checkExists().inBackground((same, event) -> answered.countDown()).forPath("/any");
    assertThat(answered.await(200, TimeUnit.MILLISECONDS)).isFalse();
    proxy.restore();

    assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCutProxyIsNoticedAndARestoredOneLetsTheClientBackIn() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());

    proxy.cut();
    Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());
    proxy.restore();

    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aDelayedProxyIsSlow() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());

    proxy.delay(Duration.ofMillis(100));
    long start = System.nanoTime();
    client.checkExists().forPath("/any");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void whatIsLeftIsFound() throws Exception {
    CuratorFramework client = zk.client();
    client.create().withMode(CreateMode.EPHEMERAL).forPath("/left");
    client.getData().usingWatcher((org.apache.zookeeper.Watcher) event -> {}).forPath("/left");

    assertThat(zk.server().ephemerals()).containsExactly("/left");
    assertThat(zk.server().watchedPaths()).containsExactly("/left");
    assertThat(zk.server().watchCount()).isEqualTo(1);
    assertThatThrownBy(() -> NoLeaks.at(zk.server(), Duration.ofSeconds(2)))
        .hasMessageContaining("/left");
  }

  @Test
  void emptyContainersGoWhenAsked() throws Exception {
    CuratorFramework client = zk.client();
    client.create().withMode(CreateMode.CONTAINER).forPath("/container");
    client.create().forPath("/container/child");
    client.delete().forPath("/container/child");

    zk.server().removeEmptyContainers();

    Awaitility.await().until(() -> client.checkExists().forPath("/container") == null);
  }
}
