package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.FencingToken;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.client.ZKClientConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A contender waits behind another, and is granted the lock when that is gone. */
@Timeout(180)
class WaitingContenderTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private TcpProxy proxy;
  private CuratorFramework client;
  private CuratorFramework admin;
  private LockHost host;
  private String theirs;

  @BeforeEach
  void queueAnother() throws Exception {
    admin = zk.client();
    admin.create().orSetData().creatingParentContainersIfNeeded().forPath("/locks/orders");
    theirs = queue();
    proxy = zk.proxy();
    use(zk.clients().patientBuilder(proxy.connectString()));
  }

  private void use(CuratorFrameworkFactory.Builder builder) {
    client = zk.clients().started(builder);
    host = zk.closing(LockHost.over(client));
  }

  @AfterEach
  void disturbNoMore() {
    zk.server().onRequest(OpCode.getData, () -> {});
  }

  private String queue() throws Exception {
    return admin
        .create()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath("/locks/orders/theirs-");
  }

  private CompletableFuture<Lease> queueBehind() {
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    awaitWatches(1);
    return waiting;
  }

  private static void awaitWatches(int count) {
    Awaitility.await().until(() -> zk.server().watchCount() == count);
  }

  private void awaitNoWatchOfTheClient() {
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
  }

  private String ownNode() {
    return zk.server().ephemerals().stream().filter(each -> !each.equals(theirs)).findAny().get();
  }

  private void assertGranted(CompletableFuture<Lease> waiting) throws Exception {
    Lease lease = waiting.get(60, TimeUnit.SECONDS);
    assertThat(lease.fencingToken())
        .as("the node is there")
        .isEqualTo(FencingToken.first(zk.server().stat(ownNode()).getCzxid()));
    assertThat(lease.isHeld()).isTrue();
    lease.close();
    zk.awaitEphemerals(0);
    awaitWatches(0);
  }

  @Test
  void aPredecessorThatLeavesBeforeItIsWatchedIsNoticed() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    zk.server()
        .onRequest(
            OpCode.getData,
            () -> {
              if (done.compareAndSet(false, true)) {
                CompletableFuture.runAsync(this::deleteTheirs).join();
              }
            });

    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();

    assertGranted(waiting);
    assertThat(done).isTrue();
  }

  private void deleteTheirs() {
    try {
      admin.delete().forPath(theirs);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @RepeatedTest(5)
  void aDeletedContenderQueuesAgainAndIsGranted() throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();

    admin.delete().forPath(ownNode());
    deleteTheirs();

    assertGranted(waiting);
  }

  @Test
  void aWaitOutlivesTheDeletionOfTheWholeLock() throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();

    admin
        .transaction()
        .forOperations(
            admin.transactionOp().delete().forPath(theirs),
            admin.transactionOp().delete().forPath(ownNode()),
            admin.transactionOp().delete().forPath("/locks/orders"));

    assertGranted(waiting);
  }

  @Test
  void aWriteToThePredecessorDoesNotEndTheWait() throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();
    RequestCounts before = zk.server().requests();

    admin.setData().forPath(theirs, new byte[] {1});
    Awaitility.await().until(() -> zk.server().requests().since(before).of(OpCode.getData) == 1);
    deleteTheirs();

    assertGranted(waiting);
  }

  @Test
  void aWaitOutlivesTheRemovalOfItsWatch() throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();
    RequestCounts before = zk.server().requests();

    client.watches().removeAll().ofType(WatcherType.Any).forPath(theirs);
    Awaitility.await().until(() -> zk.server().requests().since(before).of(OpCode.getData) == 1);
    deleteTheirs();

    assertGranted(waiting);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLostConnectionCostsNeitherThePlaceNorTheGrant(boolean otherGoesMeanwhile) throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();
    String own = ownNode();

    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
    if (otherGoesMeanwhile) {
      deleteTheirs();
    }
    proxy.restore();
    Awaitility.await().until(host.connection::isConnected);
    if (!otherGoesMeanwhile) {
      deleteTheirs();
    }

    Lease lease = waiting.get(60, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).as("it kept its place").containsExactly(own);
    lease.close();
    awaitWatches(0);
  }

  /** ZooKeeper's client may be told to forget its watches with a connection. */
  @Test
  void aReleaseIsNoticedThoughTheClientForgetsItsWatches() throws Exception {
    ZKClientConfig forgetful = new ZKClientConfig();
    forgetful.setProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "true");
    use(zk.clients().patientBuilder(proxy.connectString()).zkClientConfig(forgetful));
    CompletableFuture<Lease> waiting = queueBehind();

    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
    proxy.restore();
    Awaitility.await().until(host.connection::isConnected);
    deleteTheirs();

    assertGranted(waiting);
  }

  @Test
  void anExpiredSessionQueuesAgainAndIsGranted() throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();

    zk.server().expire(host.session());
    deleteTheirs();

    assertGranted(waiting);
  }

  @Test
  void aCancelledWaitLeavesNeitherNodeNorWatch() throws Exception {
    CompletableFuture<Lease> waiting = queueBehind();

    waiting.cancel(false);

    zk.awaitEphemerals(1);
    awaitNoWatchOfTheClient();
  }

  /** The watch comes with an answer that arrives after the node was deleted. */
  @Test
  void aCancelledWaitRemovesAWatchThatArrivesLater() throws Exception {
    proxy.freezeAtReply(OpCode.getData);
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    zk.awaitEphemerals(2);

    waiting.cancel(false);
    // It leaves a tenth of a second later, which nobody sees before the answers come.
    Awaitility.await().pollDelay(Duration.ofMillis(500)).until(waiting::isDone);
    proxy.restore();

    zk.awaitEphemerals(1);
    awaitNoWatchOfTheClient();
  }

  /** The one in the middle goes: who is behind it waits for the first, and is not granted. */
  @Test
  void aPredecessorThatLeavesGrantsNothingWhileAnotherIsAhead() throws Exception {
    String first = theirs;
    theirs = queue();
    CompletableFuture<Lease> waiting = queueBehind();
    RequestCounts before = zk.server().requests();

    deleteTheirs();
    Awaitility.await().until(() -> zk.server().requests().since(before).of(OpCode.getData) == 1);
    assertThat(waiting).isNotDone();
    theirs = first;
    deleteTheirs();

    assertGranted(waiting);
  }

  @Test
  void aReleaseWakesAWaiter() throws Exception {
    CompletableFuture<Lease> next = queueBehind();
    LockHost behind = zk.closing(LockHost.over(zk.client()));
    CompletableFuture<Lease> last = behind.lock("orders").acquireAsync();
    zk.awaitEphemerals(3);
    RequestCounts before = zk.server().requests();

    deleteTheirs();
    Lease lease = next.get(30, TimeUnit.SECONDS);

    assertThat(zk.server().requests().since(before).of(OpCode.getChildren2)).isEqualTo(1);
    lease.close();
    last.get(30, TimeUnit.SECONDS).close();
  }
}
