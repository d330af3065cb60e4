package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The watches that a tenure needs hold nobody up, and go with it. The session timeout is 60 s. */
@Timeout(120)
class TenureWatchesTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(3_000);

  private static final int ENGINE_THREADS = 2;

  /** What waits for an answer that does not come would wait longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @RepeatedTest(5)
  void aReleasedLockLeavesNoWatch() throws Exception {
    CuratorFramework client = zk.client();
    LockHost host = zk.closing(LockHost.over(client));
    DistributedLock lock = host.lock("orders");

    Lease first = lock.acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    first.close();
    Lease second = waiting.get(30, TimeUnit.SECONDS); // so the children are watched
    second.subscribe((lease, state) -> {}); // and the own node
    Awaitility.await().until(() -> zk.server().watchCount() == 2);
    second.close(); // returns with the events of the deletion

    awaitTheEngines(host.connection.threads().engine());
    client.checkExists().forPath("/"); // answered after whatever they asked
    assertThat(zk.server().watchCount()).isZero();
  }

  private static void awaitTheEngines(Executor engine) throws Exception {
    CyclicBarrier all = new CyclicBarrier(ENGINE_THREADS + 1);
    for (int i = 0; i < ENGINE_THREADS; i++) {
      var unused = CompletableFuture.supplyAsync(() -> awaitQuietly(all), engine);
    }
    all.await(30, TimeUnit.SECONDS);
  }

  @Test
  void aLocalHandOffWaitsForNoAnswer() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    DistributedLock lock = zk.closing(LockHost.over(client)).lock("orders");
    Lease first = lock.acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    proxy.freeze();

    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(first::close, task -> new Thread(task).start());

    assertThat(waiting).succeedsWithin(PATIENCE);
    assertThat(closing).succeedsWithin(PATIENCE);
    proxy.restore();
    waiting.join().close();
  }

  private static int awaitQuietly(CyclicBarrier barrier) {
    try {
      return barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
