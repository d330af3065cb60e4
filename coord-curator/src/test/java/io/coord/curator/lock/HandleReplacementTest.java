package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.ensemble.fixed.FixedEnsembleProvider;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nobody who uses a lock waits for Curator, which replaces a lost handle under a lock of its own
 * (hazard C13). That takes as long as closing the old handle does; here, as long as the test says.
 */
@Timeout(180)
class HandleReplacementTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  /** What must not wait for the handle would wait until the test ends. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TcpProxy proxy;
  private SlowAddress servers;
  private CuratorFramework client;
  private LockHost host;
  private DistributedLock lock;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    servers = new SlowAddress(proxy.connectString());
    client =
        zk.clients().started(zk.clients().builder(proxy.connectString()).ensembleProvider(servers));
    host = zk.closing(LockHost.unconnected(client, Duration.ofSeconds(1)));
    Awaitility.await().until(host.connection::isConnected);
    lock = host.lock("orders");
  }

  @Test
  void aLeaseThatOthersWaitForClosesAtOnce() throws Exception {
    Lease lease = lock.acquire();
    CompletableFuture<Lease> next = lock.acquireAsync();

    proxy.cut();
    Awaitility.await().until(() -> lease.state() == LeaseState.SUSPECT);
    try (Replacement replacement = new Replacement()) {
      CompletableFuture<Void> closed = CompletableFuture.runAsync(lease::close);
      assertThat(closed).succeedsWithin(PATIENCE);

      CompletableFuture<CompletableFuture<Lease>> asked =
          CompletableFuture.supplyAsync(lock::acquireAsync);
      assertThat(asked).succeedsWithin(PATIENCE);
      CompletableFuture<Boolean> cancelled =
          CompletableFuture.supplyAsync(() -> asked.join().cancel(false));
      assertThat(cancelled).succeedsWithin(PATIENCE);
    }

    proxy.restore();
    next.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void verifyKeepsItsDeadline() throws Exception {
    Lease lease = lock.acquire();

    proxy.cut();
    Awaitility.await().until(() -> lease.state() == LeaseState.SUSPECT);
    try (Replacement replacement = new Replacement()) {
      CompletableFuture<Boolean> verified =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return lease.verify();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      // It could not be verified; unless the session was given up meanwhile, then it is lost.
      CompletableFuture<String> answer =
          verified.handle((held, failure) -> failure == null ? "" + held : "" + failure.getCause());
      assertThat(answer.get(20, TimeUnit.SECONDS))
          .matches(it -> it.equals("false") || it.contains(UnavailableException.class.getName()));
    }

    proxy.restore();
    Awaitility.await().until(host.connection::isConnected);
    lease.close();
  }

  /** Another listener holds up what Curator knows already (hazard C3). */
  @Test
  void deadlinesAreKeptBeforeTheDisconnectionIsReported() throws Exception {
    lock.acquire().close();
    Lease lease = host.lock("invoices").acquire();
    CountDownLatch told = new CountDownLatch(1);
    try {
      // Curator tells them in whatever order; one of so many comes before the monitor.
      for (int i = 0; i < 50; i++) {
        client.getConnectionStateListenable().addListener((same, state) -> awaitOrEnd(told));
      }
      proxy.cut();
      Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());
      assumeTrue(host.connection.isConnected());
      try (Replacement replacement = new Replacement()) {
        assertUnavailable(() -> lock.tryAcquire(Duration.ofMillis(200)));
        assertUnavailable(lease::verify);
        assertThat(CompletableFuture.runAsync(lease::close)).succeedsWithin(PATIENCE);
      }
    } finally {
      told.countDown();
    }
    proxy.restore();
    zk.awaitEphemerals(0);
  }

  private static void awaitOrEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aQueuedProcessFailsInTimeAsUnavailable() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    Lease theirs = other.lock("orders").acquire();
    CompletableFuture<Lease> queued = lock.acquireAsync();
    zk.awaitEphemerals(2);

    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
    try (Replacement replacement = new Replacement()) {
      assertUnavailable(lock::tryAcquire);
      assertUnavailable(lock::contenders);
    }

    proxy.restore();
    theirs.close();
    queued.get(30, TimeUnit.SECONDS).close();
  }

  private static void assertUnavailable(Callable<?> call) throws Exception {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return "" + call.call();
              } catch (Exception e) {
                return e.getClass().getName();
              }
            });
    assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(UnavailableException.class.getName());
  }

  @Test
  void aLeaseIsLostWhenTheHandleOfItsSessionIsClosed() throws Exception {
    Lease lease = lock.acquire();
    lease.subscribe((same, state) -> {}); // its node is watched by that handle
    Awaitility.await().until(() -> zk.server().watchCount() == 1);

    client.getZookeeperClient().getZooKeeper().close();

    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
    lease.close();
  }

  /** A thread of ZooKeeper's is held up, so that nobody is told. */
  @RepeatedTest(5)
  void aLeaseIsNotHeldOnceItsHandleIsClosed() throws Exception {
    ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
    CountDownLatch goOn = new CountDownLatch(1);
    Lease lease = lock.acquire();
    assertThat(lease.isHeld()).isTrue();
    handle.exists("/", false, (rc, path, context, stat) -> awaitOrEnd(goOn), null);

    handle.close();
    boolean held = lease.isHeld();
    goOn.countDown();

    assertThat(held).isFalse();
    lease.close();
  }

  /**
   * Until it is closed, a thread is in Curator's part of a replacement: Curator asks for the
   * addresses of the servers under the lock of its handle. Others who want the handle wait.
   */
  private final class Replacement implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Replacement() throws InterruptedException {
      Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());
      CountDownLatch begun = new CountDownLatch(1);
      servers.onNextQuestion(
          () -> {
            begun.countDown();
            awaitOrEnd(end);
          });
      startAskingForTheHandle();
      begun.await();
      Thread second = startAskingForTheHandle();
      Awaitility.await("the lock").until(() -> second.getState() == Thread.State.BLOCKED);
    }

    private Thread startAskingForTheHandle() {
      Thread thread =
          new Thread(
              () -> {
                try {
                  client.getZookeeperClient().getZooKeeper();
                } catch (Exception e) {
                  // What became of an earlier try; it is of no matter here.
                }
              });
      threads.add(thread);
      thread.start();
      return thread;
    }

    @Override
    public void close() throws InterruptedException {
      end.countDown();
      for (Thread each : threads) {
        each.join();
      }
    }
  }

  /** The address of the proxy, which may take its time to be told. */
  private static final class SlowAddress extends FixedEnsembleProvider {
    private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

    SlowAddress(String address) {
      super(address, false);
    }

    /** Has whoever asks next do that first. */
    void onNextQuestion(Runnable action) {
      next.set(action);
    }

    @Override
    public String getConnectionString() {
      next.getAndSet(() -> {}).run();
      return super.getConnectionString();
    }
  }
}
