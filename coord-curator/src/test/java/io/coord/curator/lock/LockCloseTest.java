package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.curator.internal.engine.lock.Waiter;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.retry.RetryNTimes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class LockCloseTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  /** The caller's client goes on trying for hours, and outlives what is closed. */
  @RepeatedTest(5)
  void aCloseThatCannotWaitLeavesNoWorkerInTheClient() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client =
        zk.clients()
            .started(
                zk.clients()
                    .builder(proxy.connectString())
                    .retryPolicy(new RetryNTimes(10_000, 1_000)));
    LockHost host = zk.closing(LockHost.over(client));
    host.lock("orders").acquire().close();
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());

    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    host.close();

    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("coord-worker")));
    proxy.restore();
  }

  @RepeatedTest(5)
  void nothingIsLeftInTheCallersClient() throws Exception {
    CuratorFramework client = zk.client();
    LockHost host = zk.closing(LockHost.over(client));
    DistributedLock lock = host.lock("orders");
    Lease first = lock.acquire();
    CompletableFuture<Lease> second = lock.acquireAsync();
    first.close();
    Lease held = second.get(30, TimeUnit.SECONDS);
    Lease theirs = zk.closing(LockHost.over(zk.client())).lock("theirs").acquire();
    CompletableFuture<Lease> waiting = host.lock("theirs").acquireAsync();
    // The children, and the own node; the node before the own; and theirs, of its own.
    Awaitility.await().until(() -> zk.server().watchCount() == 4);

    host.close();

    assertThat(held.isHeld()).isFalse();
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    zk.awaitEphemerals(1);
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    assertThat(theirs.verify()).isTrue();
    theirs.close();
  }

  @RepeatedTest(10)
  void aLockThatIsBeingAcquiredDoesNotLinger() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    LockOptions lingering = LockOptions.defaults().withLinger(Duration.ofMinutes(1));
    CompletableFuture<Lease> waiting = host.lock("lingering", lingering).acquireAsync();

    host.close();

    Awaitility.await().until(waiting::isDone);
    zk.awaitEphemerals(0);
  }

  /**
   * Closing waits 2 s for a service that does not answer, those that wait for a lock do not. A
   * machine that stands still meanwhile shows nothing.
   */
  @Test
  void waitersFailWithinASecondThoughTheServiceDoesNotAnswer() {
    Awaitility.await().until(() -> toldAfter().compareTo(Duration.ofSeconds(1)) < 0);
  }

  private static Duration toldAfter() throws Exception {
    TcpProxy proxy = zk.proxy();
    LockHost host = zk.closing(LockHost.over(zk.clients().connected(proxy.connectString())));
    DistributedLock lock = host.lock(proxy.connectString());
    Lease held = lock.acquire();
    CompletableFuture<Long> told = new CompletableFuture<>();
    Thread thread = new Thread(() -> told.completeAsync(() -> whenRefused(lock), Runnable::run));
    thread.start();
    Awaitility.await().until(() -> LockSupport.getBlocker(thread) instanceof Waiter);
    proxy.freeze();

    long start = System.nanoTime();
    host.close();

    assertThat(held.isHeld()).isFalse();
    proxy.restore();
    return Duration.ofNanos(told.get(20, TimeUnit.SECONDS) - start);
  }

  private static long whenRefused(DistributedLock lock) {
    assertThatThrownBy(lock::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    return System.nanoTime();
  }
}
