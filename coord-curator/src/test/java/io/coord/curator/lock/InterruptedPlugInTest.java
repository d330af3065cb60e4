package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.TcpProxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A plug-in that waits on a worker throws when that is interrupted, as it may. */
@Timeout(120)
class InterruptedPlugInTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  /** Waits on a worker, once, for somebody who never comes. */
  private static final class WaitingAcls implements ACLProvider {
    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public List<ACL> getDefaultAcl() {
      return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      boolean onWorker = Thread.currentThread().getName().startsWith("coord-worker");
      if (onWorker && path.contains("_c_") && waits.getCount() > 0) {
        waits.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          interrupted.countDown();
          throw new IllegalStateException("interrupted", e);
        }
      }
      return getDefaultAcl();
    }
  }

  private final WaitingAcls acls = new WaitingAcls();
  private TcpProxy proxy;
  private LockHost host;

  @BeforeEach
  void connect() {
    proxy = zk.proxy();
    host =
        zk.closing(
            LockHost.over(
                zk.clients()
                    .started(
                        zk.clients().patientBuilder(proxy.connectString()).aclProvider(acls))));
  }

  @Test
  void theLockIsGrantedAfterAnAttemptThatWasCancelled() throws Exception {
    CompletableFuture<Lease> first = host.lock("new").acquireAsync();
    assertThat(acls.waits.await(30, TimeUnit.SECONDS)).isTrue();

    first.cancel(false);
    assertThat(acls.interrupted.await(30, TimeUnit.SECONDS)).isTrue();

    host.lock("new").acquireAsync().get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void aWaiterIsGrantedTheLockAfterAReconnection() throws Exception {
    CompletableFuture<Lease> waiting = host.lock("newer").acquireAsync();
    assertThat(acls.waits.await(30, TimeUnit.SECONDS)).isTrue();

    proxy.cut();
    proxy.restore();

    waiting.get(30, TimeUnit.SECONDS).close();
  }
}
