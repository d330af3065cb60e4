package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.RequestCounts;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.ensemble.fixed.FixedEnsembleProvider;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of locks that are lost at one time cost the service and the process little. */
@Timeout(300)
class MassLossTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_500);

  private static final int LOCKS = 2_000;

  private TcpProxy proxy;
  private Servers servers;
  private LockHost host;
  private CuratorFramework admin;
  private final List<Lease> leases = new ArrayList<>();

  @BeforeEach
  void acquireMany() throws Exception {
    proxy = zk.proxy();
    servers = new Servers(proxy.connectString());
    // The session is to outlive a disconnection, so Curator must not give it up before its time.
    CuratorFramework client =
        zk.clients()
            .started(
                zk.clients()
                    .builder(proxy.connectString())
                    .ensembleProvider(servers)
                    .simulatedSessionExpirationPercent(100));
    host = zk.closing(LockHost.over(client));
    admin = zk.client();
    List<CompletableFuture<Lease>> asked = new ArrayList<>();
    for (int i = 0; i < LOCKS; i++) {
      asked.add(host.lock("lock " + i).acquireAsync());
      if (i % 50 == 49) { // a worker each
        for (CompletableFuture<Lease> each : asked) {
          leases.add(each.get(60, TimeUnit.SECONDS));
        }
        asked.clear();
      }
    }
    // Each tenure watches its own node.
    Awaitility.await().until(() -> zk.server().watchCount() == LOCKS);
  }

  @Test
  void deletedAtOnce() throws Exception {
    RequestCounts before = zk.server().requests();
    deleteAll();

    awaitAllLost(LossCause.NODE_DELETED);

    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.of(OpCode.multi)).as("%s", since).isLessThan(LOCKS / 20);
    assertThat(since.total()).as("%s", since).isLessThan(LOCKS / 10);
  }

  @Test
  void deletedDuringADisconnection() throws Exception {
    disconnect();
    deleteAll();
    RequestCounts before = zk.server().requests();
    proxy.restore();

    awaitAllLost(LossCause.NODE_DELETED);

    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.of(OpCode.multi)).as("%s", since).isLessThan(LOCKS / 20);
    assertThat(since.of(OpCode.delete)).as("%s", since).isZero();
  }

  @Test
  void closedWhileTheClientLooksForItsServers() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    disconnect();
    int before = workers();
    servers.lookup = found;

    leases.subList(0, 200).forEach(Lease::close);
    Awaitility.await().until(() -> servers.asking.get() > 0);

    assertThat(workers()).as("workers").isLessThan(before + 10);
    found.countDown();
    proxy.restore();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> zk.server().ephemerals().size() == LOCKS - 200);
  }

  /** The servers' addresses, from a directory that may take its time. */
  private static final class Servers extends FixedEnsembleProvider {
    private final AtomicInteger asking = new AtomicInteger();
    private volatile CountDownLatch lookup = new CountDownLatch(0);

    Servers(String connectString) {
      super(connectString);
    }

    @Override
    public String getConnectionString() {
      if (lookup != null && lookup.getCount() > 0) {
        asking.incrementAndGet();
        awaitLookup();
      }
      return super.getConnectionString();
    }

    private void awaitLookup() {
      try {
        lookup.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void disconnect() {
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.monitor().isConnected());
  }

  private void deleteAll() throws Exception {
    List<CuratorOp> deletes = new ArrayList<>();
    for (String node : zk.server().ephemerals()) {
      deletes.add(admin.transactionOp().delete().forPath(node));
    }
    admin.transaction().forOperations(deletes);
  }

  private void awaitAllLost(LossCause cause) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> leases.stream().allMatch(lease -> lease.state() == LeaseState.LOST));
    assertThat(leases).allMatch(lease -> lease.lossCause().orElseThrow() == cause);
    leases.forEach(Lease::close);
  }

  private static int workers() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("coord-worker"))
            .count();
  }
}
