package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.ZooKeeperThread;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the client's owner plugged in may take its time, so it is called by threads of the
 * application and by workers, and never by those that everything else waits for.
 */
@Timeout(180)
class PluggedInTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private final Queue<Thread> callers = new ConcurrentLinkedQueue<>();
  private TcpProxy proxy;
  private LockHost host;
  private DistributedLock lock;

  private final class Acls implements ACLProvider {
    @Override
    public List<ACL> getDefaultAcl() {
      callers.add(Thread.currentThread());
      return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return getDefaultAcl();
    }
  }

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    host =
        zk.closing(
            LockHost.over(
                zk.clients()
                    .started(
                        zk.clients()
                            .patientBuilder(proxy.connectString())
                            .aclProvider(new Acls()))));
    lock = host.lock("orders");
    lock.acquire().close();
    zk.awaitEphemerals(0);
    callers.clear();
  }

  private void assertNotCalledWhereNothingMayBlock() {
    assertThat(callers)
        .isNotEmpty()
        .noneMatch(thread -> thread instanceof ZooKeeperThread)
        .noneMatch(thread -> thread.getName().startsWith("coord-engine"));
  }

  /** The next attempt begins when an answer comes that nobody waits for any more. */
  @Test
  void plugInsAreNotCalledOnZooKeepersThread() throws Exception {
    proxy.loseAnswers();
    assertThatThrownBy(() -> lock.tryAcquire(Duration.ofSeconds(2)))
        .isInstanceOf(UnavailableException.class);
    zk.awaitEphemerals(1);
    CompletableFuture<Lease> next = lock.acquireAsync();
    proxy.cut();
    proxy.restore();

    next.get(30, TimeUnit.SECONDS).close();

    assertNotCalledWhereNothingMayBlock();
    zk.awaitEphemerals(0);
  }

  /** The next attempt begins after a pause, or when the connection is back. */
  @Test
  void plugInsAreNotCalledOnAnEngineThread() throws Exception {
    CompletableFuture.supplyAsync(lock::acquireAsync, host.connection.threads().engine())
        .join()
        .get(30, TimeUnit.SECONDS)
        .close();

    assertNotCalledWhereNothingMayBlock();
    zk.awaitEphemerals(0);
  }
}
