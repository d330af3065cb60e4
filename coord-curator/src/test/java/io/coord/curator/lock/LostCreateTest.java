package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.RejectedException;
import io.coord.curator.internal.engine.lock.FencingToken;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A contender's node whose creation was not answered stands in nobody's way: it is sought by the
 * mark in its name, and keeps its place.
 */
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
    CuratorFramework client = zk.patientClient(proxy);
    host = zk.closing(LockHost.over(client));
    admin = zk.client();
    lock = host.lock("orders");
    lock.acquire().close();
  }

  @AfterEach
  void disturbNoMore() {
    for (int request : new int[] {OpCode.multi, OpCode.getChildren2, OpCode.exists}) {
      zk.server().onRequest(request, () -> {});
    }
  }

  /**
   * With plug-ins that may block, an attempt that begins on an engine's thread goes to a worker.
   */
  private CompletableFuture<Lease> acquire(boolean onEngine) {
    return onEngine
        ? CompletableFuture.supplyAsync(lock::acquireAsync, host.connection.threads().engine())
            .join()
        : lock.acquireAsync();
  }

  private void reconnect() {
    proxy.cut();
    proxy.restore();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itIsFoundAgainAndGranted(boolean onEngine) throws Exception {
    proxy.loseAnswers();
    CompletableFuture<Lease> waiting = acquire(onEngine);
    zk.awaitEphemerals(1);
    String node = zk.server().ephemerals().get(0);
    reconnect();

    Lease lease = waiting.get(30, TimeUnit.SECONDS);

    assertThat(zk.server().ephemerals()).containsExactly(node);
    assertThat(lease.fencingToken())
        .isEqualTo(FencingToken.first(zk.server().stat(node).getCzxid()));
    assertThat(lease.isHeld()).isTrue();
    lease.close();
    zk.awaitEphemerals(0);
  }

  @Test
  void itIsSoughtUntilTheSearchSucceeds() throws Exception {
    AtomicInteger losses = new AtomicInteger();
    for (int request : new int[] {OpCode.multi, OpCode.getChildren2, OpCode.exists}) {
      AtomicInteger requests = new AtomicInteger();
      Runnable loseTheFirstTwo =
          () -> {
            if (requests.incrementAndGet() <= 2) {
              losses.incrementAndGet();
              zk.server().dropConnections();
            }
          };
      zk.server().onRequest(request, loseTheFirstTwo);
    }
    proxy.loseAnswers();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    zk.awaitEphemerals(1);
    String node = zk.server().ephemerals().get(0);
    reconnect();

    Lease lease = waiting.get(60, TimeUnit.SECONDS);

    assertThat(losses).as("searches that failed").hasValueGreaterThan(3);
    assertThat(zk.server().ephemerals()).containsExactly(node);
    lease.close();
    zk.awaitEphemerals(0);
  }

  @Test
  void anotherIsCreatedIfItWasNot() throws Exception {
    proxy.freeze();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    reconnect();

    Lease lease = waiting.get(30, TimeUnit.SECONDS);

    assertThat(zk.server().ephemerals()).hasSize(1);
    assertThat(lease.isHeld()).isTrue();
    lease.close();
    zk.awaitEphemerals(0);
  }

  @Test
  void itIsGrantedWhenOnlyTheListIsLost() throws Exception {
    long creates = zk.server().requests().of(OpCode.create2);
    proxy.loseReply(OpCode.getChildren2);

    Lease lease = lock.acquireAsync().get(30, TimeUnit.SECONDS);

    assertThat(zk.server().requests().of(OpCode.create2)).isEqualTo(creates + 1);
    assertThat(zk.server().ephemerals()).hasSize(1);
    lease.close();
    zk.awaitEphemerals(0);
  }

  @Test
  void itIsDeletedIfTheLocksAreClosedMeanwhile() throws Exception {
    long session = host.session();
    proxy.loseAnswers();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    zk.awaitEphemerals(1);

    host.close(); // not the client, nor its session

    assertThat(waiting).isCompletedExceptionally();
    zk.server().throttleNext(OpCode.delete); // it is answered, and nothing is deleted
    reconnect();
    zk.awaitEphemerals(0);
    assertThat(zk.server().isToThrottle(OpCode.delete)).isFalse();
    assertThat(zk.server().hasSession(session)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itIsDeletedIfNobodyWaitsAnyLonger(boolean onEngine) throws Exception {
    long session = host.session();
    proxy.loseAnswers();
    CompletableFuture<Lease> waiting = acquire(onEngine);
    zk.awaitEphemerals(1);
    waiting.cancel(false);
    reconnect();

    zk.awaitEphemerals(0);

    assertThat(zk.server().hasSession(session)).isTrue();
  }

  /** Nobody may read the queue any more; so the search goes through what the session has. */
  @Test
  void itIsDeletedIfTheQueueCannotBeRead() throws Exception {
    long session = host.session();
    ReplyFault creation = proxy.loseReply(OpCode.create2);
    admin
        .setACL()
        .withACL(List.of(new ACL(Perms.ALL & ~Perms.READ, Ids.ANYONE_ID_UNSAFE)))
        .forPath("/locks/orders");
    try {
      CompletableFuture<Lease> waiting = lock.acquireAsync();
      creation.await();

      assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RejectedException.class);

      zk.awaitEphemerals(0);
      assertThat(zk.server().hasSession(session)).isTrue();
    } finally {
      admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath("/locks/orders");
    }
  }
}
