package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.UnavailableException;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A contender's node whose creation was not answered stands in nobody's way. */
@Timeout(180)
class LostCreateTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private TcpProxy proxy;
  private LockHost host;
  private DistributedLock lock;
  private CuratorFramework admin;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    // The session is to outlive the disconnections, so Curator must not give it up before its time.
    CuratorFramework client =
        zk.clients()
            .started(
                zk.clients().builder(proxy.connectString()).simulatedSessionExpirationPercent(100));
    host = zk.closing(LockHost.over(client));
    admin = zk.client();
    lock = host.lock("orders");
    lock.acquire().close();
  }

  private static void awaitNodes(int count) {
    Awaitility.await().until(() -> zk.server().ephemerals().size() == count);
  }

  private void reconnect() {
    proxy.cut();
    proxy.restore();
  }

  @Test
  void itIsFoundAgainAndGranted() throws Exception {
    proxy.loseAnswers();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    awaitNodes(1);
    String node = zk.server().ephemerals().get(0);
    reconnect();

    Lease lease = waiting.get(30, TimeUnit.SECONDS);

    assertThat(zk.server().ephemerals()).containsExactly(node);
    assertThat(lease.fencingToken())
        .isEqualTo(FencingToken.first(zk.server().stat(node).getCzxid()));
    assertThat(lease.isHeld()).isTrue();
    lease.close();
    awaitNodes(0);
  }

  @Test
  void itIsDeletedIfItCannotBeLookedAt() throws Exception {
    long session = host.session();
    proxy.loseAnswers();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    awaitNodes(1);
    String ghost = zk.server().ephemerals().get(0);
    long creates = zk.server().requests().of(OpCode.create2);
    // Curator finds it by its name; the look at its numbers is never answered.
    zk.server().onRequest(OpCode.exists, () -> zk.server().dropConnections());
    reconnect();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> zk.server().requests().of(OpCode.create2) > creates);
    zk.server().onRequest(OpCode.exists, () -> {});

    Lease lease = waiting.get(30, TimeUnit.SECONDS);

    assertThat(host.session()).as("the ghost did not die with its session").isEqualTo(session);
    assertThat(zk.server().ephemerals()).hasSize(1).doesNotContain(ghost);
    lease.close();
    awaitNodes(0);
  }

  @Test
  void itIsDeletedIfNobodyWaitsAnyMore() throws Exception {
    long session = host.session();
    proxy.loseAnswers();
    assertThatThrownBy(() -> lock.tryAcquire(Duration.ofSeconds(4)))
        .isInstanceOf(UnavailableException.class);
    awaitNodes(1);
    reconnect();

    awaitNodes(0);

    assertThat(zk.server().hasSession(session)).isTrue();
  }

  /** As a server that lagged behind makes it: it did not show the node, so there are two. */
  @Test
  void aSecondOneOfTheSameAttemptIsDeleted() throws Exception {
    Lease theirs = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    String free =
        admin.create().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath("/locks/orders/free-");
    admin.delete().forPath(free);
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    awaitNodes(2);
    String own = zk.server().ephemerals().stream().max(ContenderOrder::compare).orElseThrow();
    String ghost = own.substring(0, own.length() - 10) + free.substring(free.length() - 10);
    admin.create().withMode(CreateMode.EPHEMERAL).forPath(ghost);

    theirs.close();

    waiting.get(30, TimeUnit.SECONDS).close();
    assertThat(zk.server().ephemerals()).doesNotContain(ghost);
  }
}
