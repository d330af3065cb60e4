package io.coord.curator.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.FailingHandle;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view does nothing while there is no connection, and says when it is stale. */
class ViewWithoutConnectionTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  /** As if a class were missing that the client's transport needs. */
  @Test
  void aClientThatCannotEvenMakeAHandleIsNotFlooded() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    AtomicBoolean missing = new AtomicBoolean();
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(zk.server().connectString())
            .retryPolicy(new RetryOneTime(1))
            .zookeeperFactory(
                (servers, timeout, watcher, readOnly) -> {
                  tries.incrementAndGet();
                  if (missing.get()) {
                    throw new NoClassDefFoundError("for the test");
                  }
                  return new ZooKeeper("127.0.0.1:1", timeout, watcher, readOnly);
                })
            .build();
    client.start();
    zk.closing(client);
    Coordination coordination =
        zk.closing(CuratorCoordination.builder(client).connectTimeout(Duration.ZERO).connect());
    missing.set(true); // a client that is started without it does not start at all
    assertThatExceptionOfType(NoClassDefFoundError.class)
        .isThrownBy(() -> client.getZookeeperClient().reset());

    Membership view = coordination.registry().watch("servers");
    Time.pass(Duration.ofSeconds(2)); // in which hardly anything is tried
    view.close();

    missing.set(false);
    assertThat(tries).hasValueLessThan(10);
  }

  @Test
  void aViewThatIsOpenedBeforeThereIsAConnectionLoadsWhenThereIsOne() throws Exception {
    TcpProxy proxy = zk.proxy();
    proxy.cut();
    Coordination coordination =
        zk.closing(zk.builder(proxy.connectString()).connectTimeout(Duration.ZERO).connect());
    Membership view = coordination.registry().watch("servers");
    Membership abandoned = coordination.registry().watch("others");
    abandoned.close();
    proxy.restore();
    assertThat(view.await(snapshot -> !snapshot.stale(), Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void aViewThatIsClosedDuringAnOutageLeavesNoWatch() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination coordination = zk.coordination(proxy);
    Membership view = coordination.registry().watch("servers");
    assertThat(view.await(snapshot -> !snapshot.stale(), Duration.ofSeconds(30))).isTrue();
    proxy.cut();
    Awaitility.await().until(() -> view.snapshot().stale());
    view.close();
    proxy.restore();
    Awaitility.await().until(() -> zk.server().watchCount() == 0);
  }

  @Test
  void theLogSaysOnceThatAViewIsStaleAndOnceThatItIsFreshAgain() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination coordination = zk.coordination(proxy);
    Membership view = coordination.registry().watch("tell\u001bing");
    assertThat(view.await(snapshot -> !snapshot.stale(), Duration.ofSeconds(30))).isTrue();
    try (CapturedLog log = CapturedLog.start()) {
      proxy.cut();
      Awaitility.await().until(() -> view.snapshot().stale());
      proxy.restore();
      assertThat(view.await(snapshot -> !snapshot.stale(), Duration.ofSeconds(30))).isTrue();

      Awaitility.await().until(() -> log.lines("'tell\\u001Bing' is fresh again").size() == 1);
      assertThat(log.lines("'tell\\u001Bing' is stale")).hasSize(1);
    }
  }

  /** As with no memory left, for a moment. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anErrorWhileAViewIsLoadedOnlyDelaysIt(int failing) throws Exception {
    for (String member : List.of("a", "b", "c")) {
      zk.client().create().creatingParentsIfNeeded().forPath("/services/loaded/" + member);
    }
    FailingHandle handles = new FailingHandle();
    CuratorFramework client =
        zk.clients()
            .started(zk.clients().builder(zk.server().connectString()).zookeeperFactory(handles));
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    handles.failAtRead(failing);

    Membership view = coordination.registry().watch("loaded");
    assertThat(view.await(snapshot -> !snapshot.stale(), Duration.ofSeconds(30))).isTrue();
    assertThat(view.snapshot().instances()).hasSize(3);
    assertThat(handles.hasFailed()).isTrue();
    zk.client().delete().deletingChildrenIfNeeded().forPath("/services/loaded");
  }
}
