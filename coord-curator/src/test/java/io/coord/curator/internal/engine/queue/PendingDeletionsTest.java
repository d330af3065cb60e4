package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is to be deleted goes, whatever becomes of the connection and of the session. */
@Timeout(120)
class PendingDeletionsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private TcpProxy proxy;
  private CuratorFramework client;
  private LockHost host;
  private PendingDeletions deletions;

  @BeforeEach
  void connect() {
    proxy = zk.proxy();
    client = zk.patientClient(proxy);
    host = zk.closing(LockHost.over(client));
    deletions =
        new PendingDeletions(
            host.connection, new LockQueues(host.connection)); // nobody tells it of connections
  }

  private void disconnect() {
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
  }

  private String create(CreateMode mode) throws Exception {
    return zk.client().create().creatingParentContainersIfNeeded().withMode(mode).forPath("/q/n-");
  }

  private static boolean exists(String path) throws Exception {
    return zk.client().checkExists().forPath(path) != null;
  }

  private static void awaitDeletion(String path) {
    Awaitility.await().until(() -> !exists(path));
  }

  @Test
  void whatIsLeftIsSentOnceWhenTheConnectionIsBack() throws Exception {
    String path = create(CreateMode.PERSISTENT_SEQUENTIAL);
    disconnect();
    RequestCounts before = zk.server().requests();

    assertThat(deletions.delete(path)).isCompletedWithValue(ReplyCode.CONNECTIONLOSS);
    deletions.sendLeft();
    assertThat(exists(path)).isTrue();
    proxy.restore();

    awaitDeletion(path);
    assertThat(zk.server().requests().since(before).of(OpCode.delete)).isEqualTo(1);
  }

  @Test
  void aNewSessionDeletesItToo() throws Exception {
    String path = create(CreateMode.PERSISTENT_SEQUENTIAL);
    long session = host.session();
    disconnect();
    assertThat(deletions.delete(path)).isCompletedWithValue(ReplyCode.CONNECTIONLOSS);
    zk.server().expire(session);
    proxy.restore();

    awaitDeletion(path);
    assertThat(host.session()).isNotEqualTo(session);
  }

  @Test
  void aLostAnswerIsAskedForAgain() throws Exception {
    String path = create(CreateMode.PERSISTENT_SEQUENTIAL);
    RequestCounts before = zk.server().requests();
    ReplyFault fault = proxy.loseReply(OpCode.delete);

    var answer = deletions.delete(path);

    fault.await();
    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(ReplyCode.CONNECTIONLOSS);
    Awaitility.await().until(() -> zk.server().requests().since(before).of(OpCode.delete) == 2);
    assertThat(exists(path)).isFalse();
  }

  @Test
  void aServerThatPutsItOffIsAskedAgain() throws Exception {
    String path = create(CreateMode.PERSISTENT_SEQUENTIAL);
    zk.server().throttleNext(OpCode.delete);

    var answer = deletions.delete(path);

    awaitDeletion(path);
    assertThat(answer).isCompletedWithValue(ReplyCode.THROTTLEDOP);
  }

  @Test
  void aRefusalIsNamedOnceAndNotTriedAgain() throws Exception {
    String path = create(CreateMode.PERSISTENT_SEQUENTIAL);
    zk.client()
        .setACL()
        .withACL(List.of(new ACL(Perms.ALL & ~Perms.DELETE, Ids.ANYONE_ID_UNSAFE)))
        .forPath("/q");
    RequestCounts before = zk.server().requests();
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(deletions.delete(path).get(30, TimeUnit.SECONDS)).isEqualTo(ReplyCode.NOAUTH);
      disconnect();
      proxy.restore();
      Awaitility.await().until(host.connection::isConnected);
      deletions.sendLeft();
      client.checkExists().forPath("/"); // answered after whatever was sent before

      assertThat(log.lines(path)).hasSize(1);
    }
    assertThat(zk.server().requests().since(before).of(OpCode.delete)).isEqualTo(1);
    zk.client().setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath("/q");
    zk.client().delete().forPath(path);
  }

  /** Then its threads have ended, while the client, and so the session, lives on. */
  @Test
  void aLeaseThatEndsWithItsCoordinationInAnOutageIsDeletedAfterIt() throws Exception {
    host.lock("orders").acquire();
    long session = host.session();
    disconnect();

    host.close();
    assertThat(zk.server().ephemerals()).hasSize(1);
    proxy.restore();

    zk.awaitEphemerals(0);
    assertThat(zk.server().hasSession(session)).isTrue();
  }

  @Test
  void soIsAContenderThatWaits() throws Exception {
    Lease theirs = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    zk.awaitEphemerals(2);
    disconnect();

    host.close();
    Awaitility.await().until(waiting::isCompletedExceptionally);
    proxy.restore();

    zk.awaitEphemerals(1);
    assertThat(theirs.verify()).isTrue();
    theirs.close();
  }

  @Test
  void aLeaseThatIsClosedInAnOutageIsDeletedAfterIt() throws Exception {
    Lease lease = host.lock("orders").acquire();
    long session = host.session();
    disconnect();

    lease.close();
    assertThat(zk.server().ephemerals()).hasSize(1);
    proxy.restore();

    zk.awaitEphemerals(0);
    assertThat(zk.server().hasSession(session)).isTrue();
  }
}
