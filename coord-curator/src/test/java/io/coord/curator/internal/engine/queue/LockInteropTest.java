package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.LeaseNotHeldException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.MutexSteps.Place;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.test.internal.Sessions;
import io.coord.test.internal.TcpProxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.WatcherRemoveCuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.StandardLockInternalsDriver;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beside other programs' locks and transactions. */
@Timeout(180)
class LockInteropTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private LockHost host;
  private DistributedLock lock;
  private CuratorFramework client;

  @BeforeEach
  void connect() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    lock = host.lock("orders");
    client = zk.client();
  }

  @Test
  void anInterProcessMutexAndALockExcludeEachOther() throws Exception {
    InterProcessMutex mutex = new InterProcessMutex(client, "/locks/orders");

    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(mutex.acquire(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    mutex.acquire();
    assertThat(lock.tryAcquire()).isEmpty();
    mutex.release();
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void theyTakeTurnsInTheOrderOfAsking() throws Exception {
    List<String> served = new CopyOnWriteArrayList<>();
    Lease lease = lock.acquire();
    CompletableFuture<Void> mutex =
        CompletableFuture.runAsync(
            () -> {
              try {
                InterProcessMutex theirs = new InterProcessMutex(client, "/locks/orders");
                theirs.acquire();
                served.add("mutex");
                theirs.release();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());
    zk.awaitEphemerals(2);
    LockHost third = zk.closing(LockHost.over(zk.client()));
    CompletableFuture<Void> last =
        third
            .lock("orders")
            .acquireAsync()
            .thenAccept(
                granted -> {
                  served.add("third");
                  granted.close();
                });
    zk.awaitEphemerals(3);

    lease.close();

    mutex.get(30, TimeUnit.SECONDS);
    last.get(30, TimeUnit.SECONDS);
    assertThat(served).containsExactly("mutex", "third");
  }

  @Test
  void aContenderOfAnotherLibraryIsOrderedByItsNumber() throws Exception {
    lock.acquire().close();
    String kazoo =
        client
            .create()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath("/locks/orders/zz6c3d__lock__");

    assertThat(lock.tryAcquire()).isEmpty();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    // The control: an InterProcessMutex believes itself first.
    InterProcessMutex mutex = new InterProcessMutex(zk.client(), "/locks/orders");
    zk.awaitEphemerals(2);
    assertThat(waiting).isNotDone();
    client.delete().forPath(kazoo);
    waiting.get(30, TimeUnit.SECONDS).close();

    client
        .create()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath("/locks/orders/zz6c3d__lock__");
    assertThat(mutex.acquire(20, TimeUnit.SECONDS)).as("two holders").isTrue();
    mutex.release();
  }

  @Test
  void otherNodesBelowTheLockAreNoContenders() throws Exception {
    lock.acquire().close();
    client.create().forPath("/locks/orders/notes");

    lock.tryAcquire().orElseThrow().close();

    assertThat(lock.contenders()).isEmpty();
    client.delete().forPath("/locks/orders/notes");
  }

  @Test
  void aNodeOfADeadSessionIsNotGranted() throws Exception {
    TcpProxy proxy = zk.proxy();
    host = zk.closing(LockHost.over(zk.clients().connected(proxy.connectString())));
    lock = host.lock("orders");
    lock.acquire().close();
    MutexSteps steps = steps();
    steps.create().get();
    String name = steps.onCreated();
    long session = host.session();

    // The client gives its session up while it is cut off, so the server does not learn of it.
    ZooKeeper handle = host.client.getZookeeperClient().getZooKeeper();
    proxy.cut();
    Awaitility.await().until(() -> !isConnected());
    handle.getTestable().injectSessionExpiration();
    proxy.restore();
    Awaitility.await()
        .until(() -> host.session() != 0 && host.session() != session && isConnected());
    List<String> children = host.client.getChildren().forPath("/locks/orders");

    assertThat(children).containsExactly(name);
    assertThat(steps.place(children)).isEqualTo(Place.GONE);
    // The control: Curator's own driver grants it.
    WatcherRemoveCuratorFramework watching = host.client.newWatcherRemoveCuratorFramework();
    assertThat(
            new StandardLockInternalsDriver()
                .getsTheLock(watching, children, name, 1)
                .getsTheLock())
        .isTrue();
    client.delete().forPath("/locks/orders/" + name);
  }

  @Test
  void aNodeThatIsGoneIsNotGrantedThoughNobodyIsBeforeIt() throws Exception {
    lock.acquire().close();
    MutexSteps steps = steps();
    steps.create().get();
    client.delete().forPath("/locks/orders/" + steps.onCreated());
    List<String> children = host.client.getChildren().forPath("/locks/orders");

    assertThat(steps.place(children)).isEqualTo(Place.GONE);
  }

  private MutexSteps steps() {
    SessionProof proof = new SessionProof(host.connection, System::nanoTime, () -> {});
    QueueBackends backends =
        new QueueBackends(
            host.connection, new LockQueues(host.connection), proof, LockHost.ROOT, new byte[0]);
    Attempt attempt = new Attempt();
    OwnContender own =
        new OwnContender(backends, attempt, backends.path("/locks/orders"), new byte[0]);
    return new MutexQueueing(attempt, own, () -> {}, outcome -> {});
  }

  private boolean isConnected() {
    return host.client.getZookeeperClient().isConnected();
  }

  @Test
  void aGuardedTransactionCommitsWhileTheLeaseIsHeld() throws Exception {
    client.create().orSetData().forPath("/data", new byte[0]);
    try (Lease lease = lock.acquire()) {
      client.transaction().forOperations(CuratorCoordination.guard(lease), write("first"));
      assertThat(client.getData().forPath("/data")).asString().isEqualTo("first");
    }
    client.delete().forPath("/data");
  }

  @Test
  void aGuardedTransactionOfAZombieFails() throws Exception {
    client.create().orSetData().forPath("/data", new byte[0]);
    Lease lease = lock.acquire();
    CuratorOp early = CuratorCoordination.guard(lease);
    Sessions.expire(host.client);

    assertThatThrownBy(() -> client.transaction().forOperations(early, write("zombie")))
        .isInstanceOf(KeeperException.NoNodeException.class);
    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
    assertThatThrownBy(
            () ->
                client
                    .transaction()
                    .forOperations(CuratorCoordination.guard(lease), write("zombie")))
        .isInstanceOf(KeeperException.NoNodeException.class);

    assertThat(client.getData().forPath("/data")).isEmpty();
    lease.close();
    client.delete().forPath("/data");
  }

  @Test
  void aClosedLeaseGuardsNothing() throws Exception {
    Lease lease = lock.acquire();
    lease.close();

    assertThatThrownBy(() -> CuratorCoordination.guard(lease))
        .isInstanceOf(LeaseNotHeldException.class);
  }

  private CuratorOp write(String data) throws Exception {
    return client.transactionOp().setData().forPath("/data", data.getBytes());
  }
}
