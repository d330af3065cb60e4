package io.coord.curator.internal.zookeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.TcpProxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class HandleReaperTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdown();
  }

  private static List<String> sendThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("-SendThread("))
        .toList();
  }

  @Test
  void aHandleThatIsConnectedAgainWhileItsExpiryIsSimulatedComesToAnEnd() throws Exception {
    TcpProxy proxy = zk.proxy();
    Reconnecting factory = new Reconnecting();
    CuratorFramework client =
        zk.clients()
            .started(
                zk.clients()
                    .builder(proxy.connectString())
                    .zookeeperFactory(new HandleReaper(factory, threads)));
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    ZooKeeper first = client.getZookeeperClient().getZooKeeper();
    long session = first.getSessionId();

    factory.simulateExpiryOf = first;
    proxy.cut();
    proxy.restore();

    assertThat(factory.second.await(20, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> !zk.server().hasSession(session));
    Awaitility.await().until(() -> sendThreads().size() == 1);
    assertThat(first.getState().isAlive()).isFalse();
  }

  @Test
  void aHandleThatIsMadeAfterTheCloseComesToAnEnd() throws Exception {
    HandleReaper handles = new HandleReaper(new Reconnecting(), threads);
    handles.close();

    ZooKeeper late = handles.newZooKeeper(zk.server().connectString(), 5_000, event -> {}, false);

    Awaitility.await().until(() -> !late.getState().isAlive() && sendThreads().isEmpty());
  }

  /** Simulates the expiry as Curator does, in the moment in which the connection comes back. */
  private static final class Reconnecting implements ZookeeperFactory {
    private final CountDownLatch second = new CountDownLatch(1);
    private final List<ZooKeeper> made = new ArrayList<>();
    private volatile ZooKeeper simulateExpiryOf;

    @Override
    public ZooKeeper newZooKeeper(String servers, int timeout, Watcher watcher, boolean readOnly)
        throws Exception {
      HostProvider hosts =
          new StaticHostProvider(new ConnectStringParser(servers).getServerAddresses());
      made.add(new ZooKeeper(servers, timeout, watcher, readOnly, new Hosts(hosts)));
      if (made.size() == 2) {
        second.countDown();
      }
      return made.get(made.size() - 1);
    }

    private void onConnected() {
      ZooKeeper expired = simulateExpiryOf;
      simulateExpiryOf = null;
      if (expired != null) {
        expired.getTestable().injectSessionExpiration();
        awaitSecond(); // Curator closes the first before it makes the second
      }
    }

    private final class Hosts implements HostProvider {
      private final HostProvider hosts;

      Hosts(HostProvider hosts) {
        this.hosts = hosts;
      }

      @Override
      public int size() {
        return hosts.size();
      }

      @Override
      public InetSocketAddress next(long spinDelay) {
        return hosts.next(spinDelay);
      }

      @Override
      public void onConnected() {
        hosts.onConnected();
        Reconnecting.this.onConnected();
      }

      @Override
      public boolean updateServerList(
          Collection<InetSocketAddress> servers, InetSocketAddress current) {
        return hosts.updateServerList(servers, current);
      }
    }

    /** Not for ever: a close that began before the expiry was complete waits for this thread. */
    private void awaitSecond() {
      try {
        var unused = second.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
