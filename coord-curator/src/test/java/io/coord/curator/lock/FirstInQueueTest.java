package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who was alone in the queue the last time is first only if the list says so: a list that was asked
 * for together with the creation, and shows the node.
 */
@Timeout(180)
class FirstInQueueTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private TcpProxy proxy;
  private LockHost host;
  private DistributedLock lock;
  private CuratorFramework admin;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    host = zk.closing(LockHost.over(zk.patientClient(proxy)));
    admin = zk.client();
    lock = host.lock("orders");
    lock.acquire().close();
    zk.awaitEphemerals(0);
  }

  @AfterEach
  void disturbNoMore() {
    zk.server().onRequest(OpCode.getChildren2, () -> {});
  }

  private String theirNode() throws Exception {
    return admin
        .create()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath("/locks/orders/theirs-");
  }

  /** The lock is held by others; it is granted once their node is gone, and not before. */
  private void assertGrantedAfter(String theirs, CompletableFuture<Lease> waiting)
      throws Exception {
    Awaitility.await().until(() -> waiting.isDone() || zk.server().watchCount() > 0);
    assertThat(waiting).isNotDone();
    admin.delete().forPath(theirs);
    Lease lease = waiting.get(30, TimeUnit.SECONDS);
    assertThat(lease.isHeld()).isTrue();
    assertThat(zk.server().ephemerals()).hasSize(1);
    lease.close();
    zk.awaitEphemerals(0);
  }

  @Test
  void noLockIsGrantedWhenTheListIsLost() throws Exception {
    String theirs = theirNode();
    ReplyFault fault = proxy.loseReply(OpCode.getChildren2);

    CompletableFuture<Lease> waiting = lock.acquireAsync();

    fault.await();
    assertGrantedAfter(theirs, waiting);
  }

  @Test
  void noLockIsGrantedWhenTheListLacksTheOwnNode() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<String> theirs = new CompletableFuture<>();
    zk.server()
        .onRequest(
            OpCode.getChildren2,
            () -> {
              if (done.compareAndSet(false, true)) {
                // Between the creation and the list an administrator deletes the node, and another
                // process takes the lock.
                theirs.completeAsync(this::replaceNode, Runnable::run);
              }
            });

    CompletableFuture<Lease> waiting = lock.acquireAsync();

    assertGrantedAfter(theirs.get(30, TimeUnit.SECONDS), waiting);
  }

  private String replaceNode() {
    try {
      zk.awaitEphemerals(1);
      admin.delete().forPath(zk.server().ephemerals().get(0));
      return theirNode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
