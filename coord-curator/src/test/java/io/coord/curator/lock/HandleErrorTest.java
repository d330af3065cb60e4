package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.FailingHandle;
import io.coord.curator.testing.FailingHandle.Request;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * ZooKeeper's client throws an Error once instead of sending a request, as with no memory left: no
 * contender is left in the queue, and whoever waits goes on.
 */
@Timeout(120)
class HandleErrorTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private final FailingHandle handles = new FailingHandle();
  private TcpProxy proxy;
  private DistributedLock lock;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    CuratorFramework client =
        zk.clients()
            .started(zk.clients().patientBuilder(proxy.connectString()).zookeeperFactory(handles));
    lock = zk.closing(LockHost.over(client)).lock("orders");
    lock.acquire().close();
  }

  private void awaitFailure() {
    Awaitility.await().until(handles::nextHasFailed);
  }

  @Test
  void anErrorAtTheFirstListDoesNotPreventTheGrant() throws Exception {
    handles.failAtNext(Request.LIST);

    Lease lease = lock.acquireAsync().get(30, TimeUnit.SECONDS);

    awaitFailure();
    assertThat(zk.server().ephemerals()).hasSize(1);
    lease.close();
    zk.awaitEphemerals(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"LIST", "WATCH"})
  void anErrorWhileItWaitsDoesNotEndTheWait(Request request) throws Exception {
    Lease theirs = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    if (request == Request.LIST) { // so that it is not asked for in one breath
      lock.tryAcquire();
    }
    handles.failAtNext(request);
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    awaitFailure();

    theirs.close();

    waiting.get(30, TimeUnit.SECONDS).close();
    zk.awaitEphemerals(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"LIST", "TRANSACTION"})
  void anErrorWhileALostContenderIsSoughtDoesNotPreventTheGrant(Request request) throws Exception {
    ReplyFault fault = proxy.loseReply(OpCode.create2);
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    handles.failAtNext(request);
    fault.await();

    waiting.get(30, TimeUnit.SECONDS).close();

    awaitFailure();
    zk.awaitEphemerals(0);
  }

  @Test
  void anErrorAtTheDeletionLeavesNoContender() throws Exception {
    Lease lease = lock.acquire();
    handles.failAtNext(Request.DELETE);

    lease.close();

    awaitFailure();
    zk.awaitEphemerals(0);
    lock.acquire().close();
  }

  @Test
  void anErrorAtTheRemovalOfAWatchLeavesNoContender() throws Exception {
    Lease theirs = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    Awaitility.await().until(() -> zk.server().watchedPaths().size() > 0);
    handles.failAtNext(Request.UNWATCH);

    waiting.cancel(false);

    awaitFailure();
    zk.awaitEphemerals(1);
    theirs.close();
    lock.acquireAsync().get(30, TimeUnit.SECONDS).close();
  }
}
