package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the client's owner plugged in fails on the thread that begins a tenure. */
@Timeout(240)
class WorkerErrorTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private static final class FailingAcls implements ACLProvider {
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Error error;

    @Override
    public List<ACL> getDefaultAcl() {
      if (error != null && failures.getAndDecrement() > 0) {
        throw error;
      }
      return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return getDefaultAcl();
    }
  }

  private final FailingAcls acls = new FailingAcls();

  @Test
  void anErrorOnAWorkerEndsItsAttemptAndNotTheLock() throws Exception {
    CuratorFramework client =
        zk.clients().started(zk.clients().builder(zk.server().connectString()).aclProvider(acls));
    LockHost host = zk.closing(LockHost.over(client));
    host.lock("orders").acquire().close();

    for (Error error :
        List.of(new StackOverflowError("thrown by a test"), new AssertionError("by a test"))) {
      acls.error = error;
      acls.failures.set(3);
      CompletableFuture<Lease> first = host.lock("orders").acquireAsync();
      CompletableFuture<Lease> second = host.lock("orders").acquireAsync();

      first.get(20, TimeUnit.SECONDS).close();
      second.get(20, TimeUnit.SECONDS).close();

      assertThat(acls.failures.get()).as("errors left").isNegative();
      acls.error = null;
      host.lock("another").acquire().close();
    }
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().ephemerals()).isEmpty());
  }
}
