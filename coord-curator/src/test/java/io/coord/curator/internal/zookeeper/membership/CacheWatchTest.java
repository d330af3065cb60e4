package io.coord.curator.internal.zookeeper.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.TcpProxy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A watch that is opened and closed while there is no connection waits for one, and for nothing.
 */
@Timeout(90)
class CacheWatchTest {

  private static final String PATH = "/services/awaited";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);
  private final AtomicInteger looks = new AtomicInteger();
  private final CompletableFuture<Void> placed = new CompletableFuture<>();
  private TcpProxy proxy;
  private CuratorFramework client;
  private SessionMonitor monitor;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    client = zk.clients().started(zk.clients().builder(proxy.connectString()));
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    monitor = SessionMonitor.follow(client, new ConnectionStateMachine(threads.callbacks()));
  }

  @AfterEach
  void close() {
    monitor.close();
    threads.close();
    proxy.restore();
  }

  @Test
  void whileThereIsNoConnectionItDoesNotLookForOneAgainAndAgain() throws Exception {
    disconnect();
    MembershipPort.Watch watch = watch(counting(client));

    watch.start();
    watch.close();

    Awaitility.await().during(Duration.ofMillis(500)).until(() -> looks.get() <= 3);
  }

  @Test
  void itIsPlacedWhenTheConnectionIsBack() throws Exception {
    disconnect();
    MembershipPort.Watch watch = watch(client);
    watch.start();

    proxy.restore();

    placed.get(30, TimeUnit.SECONDS);
    watch.close();
    Awaitility.await().until(() -> zk.server().watchCount() == 0);
  }

  @Test
  void aCloseGoesOnAfterAllElseIsClosed() throws Exception {
    MembershipPort.Watch watch = watch(client);
    watch.start();
    placed.get(30, TimeUnit.SECONDS);
    int listeners = listeners();
    disconnect();

    watch.close();
    monitor.close();
    threads.close();
    proxy.restore();

    Awaitility.await().until(() -> listeners() == listeners - 2); // the cache's, and the monitor's
  }

  private void disconnect() {
    proxy.cut();
    Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());
  }

  private MembershipPort.Watch watch(CuratorFramework of) {
    Connection connection = new Connection(of, monitor, threads, Duration.ofSeconds(5));
    return new ServiceNodes(connection, true)
        .open(PATH)
        .watch(threads.engine(), new AwaitsPlacing());
  }

  private int listeners() {
    AtomicInteger count = new AtomicInteger();
    ((UnaryListenerManager<?>) client.getConnectionStateListenable())
        .forEach(each -> count.incrementAndGet());
    return count.get();
  }

  /** That client; how often somebody wants to know of the connection is counted. */
  private CuratorFramework counting(CuratorFramework real) {
    return (CuratorFramework)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {CuratorFramework.class},
            (proxied, method, arguments) -> {
              if (method.getName().equals("getZookeeperClient")) {
                looks.incrementAndGet();
              }
              return method.invoke(real, arguments);
            });
  }

  private final class AwaitsPlacing implements MembershipPort.Reports {
    @Override
    public void onRoot(NodeStat stat) {
      placed.complete(null);
    }

    @Override
    public void onRootGone() {
      placed.complete(null);
    }

    @Override
    public void onChild(String name, NodeStat stat, byte[] data) {}

    @Override
    public void onChildGone(String name) {}

    @Override
    public void onReadFailure(ReplyCode code) {}
  }
}
