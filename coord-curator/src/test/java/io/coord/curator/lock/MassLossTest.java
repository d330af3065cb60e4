package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private LockHost host;
  private CuratorFramework admin;
  private final List<Lease> leases = new ArrayList<>();

  @BeforeEach
  void acquireMany() throws Exception {
    proxy = zk.proxy();
    CuratorFramework client = zk.patientClient(proxy);
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
  void closedDuringADisconnection() throws Exception {
    disconnect();
    int before = workers();
    RequestCounts requests = zk.server().requests();

    leases.subList(0, 200).forEach(Lease::close);

    assertThat(workers()).as("workers").isLessThan(before + 10);
    proxy.restore();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> zk.server().ephemerals().size() == LOCKS - 200);
    assertThat(zk.server().requests().since(requests).of(OpCode.delete)).isEqualTo(200);
  }

  private void disconnect() {
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
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
