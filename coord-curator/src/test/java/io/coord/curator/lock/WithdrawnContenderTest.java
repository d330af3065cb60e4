package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.client.ZKClientConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A contender that waited by its watch leaves the queue while the connection is lost. */
@Timeout(180)
class WithdrawnContenderTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private TcpProxy proxy;
  private CuratorFramework admin;
  private CuratorFramework client;
  private LockHost host;

  @BeforeEach
  void connect() {
    admin = zk.client();
    proxy = zk.proxy();
  }

  private void use(CuratorFrameworkFactory.Builder builder) {
    client = zk.clients().started(builder);
    host = zk.closing(LockHost.over(client));
  }

  private String queueOther(String lock) throws Exception {
    return admin
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath("/locks/" + lock + "/theirs-");
  }

  private CompletableFuture<Lease> queueBehind(String theirs, String lock) {
    CompletableFuture<Lease> waiting = host.lock(lock).acquireAsync();
    Awaitility.await().until(() -> zk.server().watchedPaths().contains(theirs));
    return waiting;
  }

  /** The removal of its watch is the request that is under way when the connection is lost. */
  private void withdrawAndLoseConnection(CompletableFuture<Lease> waiting) throws Exception {
    ReplyFault fault = proxy.loseReply(OpCode.checkWatches);
    waiting.cancel(false);
    fault.await();
  }

  @Test
  void aCancelledWaitDoesNotHideALostConnectionFromTheApplication() throws Exception {
    use(zk.clients().patientBuilder(proxy.connectString()));
    Queue<ConnectionState> states = new ConcurrentLinkedQueue<>();
    client.getConnectionStateListenable().addListener((same, state) -> states.add(state));
    CompletableFuture<Lease> waiting = queueBehind(queueOther("orders"), "orders");

    withdrawAndLoseConnection(waiting);

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(states)
                    .containsSubsequence(ConnectionState.SUSPENDED, ConnectionState.RECONNECTED));
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    zk.awaitEphemerals(1);
  }

  @Test
  void aCancelledWaitDoesNotStopOthersWhoseWatchesAreNotSetAgain() throws Exception {
    ZKClientConfig unwatchful = new ZKClientConfig();
    unwatchful.setProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "true");
    use(zk.clients().patientBuilder(proxy.connectString()).zkClientConfig(unwatchful));
    CompletableFuture<Lease> waiting = queueBehind(queueOther("orders"), "orders");
    String holder = queueOther("invoices");
    CompletableFuture<Lease> other = queueBehind(holder, "invoices");

    withdrawAndLoseConnection(waiting);

    zk.awaitEphemerals(3); // it has left
    admin.delete().forPath(holder);
    other.get(60, TimeUnit.SECONDS).close();
  }
}
