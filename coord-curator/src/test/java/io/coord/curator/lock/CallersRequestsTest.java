package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.CoordinationException;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.LeaseImpl;
import io.coord.curator.internal.engine.lock.NoOpBackend;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.queue.QueueBackends;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.RetryPolicy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.retry.RetryOneTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a lock has asked when the connection is lost is over with the connection. Curator would ask
 * it again, by the retry policy of the caller's client, and log each that it gives up as an error.
 */
@Timeout(120)
class CallersRequestsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private static final LockOptions LINGERING =
      LockOptions.defaults().withLinger(Duration.ofMinutes(5));

  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> retries = new ConcurrentLinkedQueue<>();
  private TcpProxy proxy;
  private LockHost host;
  private DistributedLock lock;

  @BeforeEach
  void connect() {
    proxy = zk.proxy();
    RetryPolicy once = new RetryOneTime(1);
    RetryPolicy counted =
        (count, elapsed, sleeper) -> {
          retries.add(count);
          return once.allowRetry(count, elapsed, sleeper);
        };
    CuratorFramework client =
        zk.clients()
            .started(
                zk.clients()
                    .patientBuilder(proxy.connectString())
                    .retryPolicy(counted)
                    .connectionTimeoutMs(100));
    client
        .getUnhandledErrorListenable()
        .addListener((message, thrown) -> errors.add(message + ": " + thrown));
    host = zk.closing(LockHost.unconnected(client, Duration.ofSeconds(2)));
    Awaitility.await().until(host.connection::isConnected);
    lock = host.lock("orders", LINGERING);
  }

  @AfterEach
  void restore() {
    proxy.restore();
    Awaitility.await().until(host.connection::isConnected);
  }

  private void cut() {
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
  }

  /** A retry comes before the error that it leads to, and that as soon as it may be tried. */
  private void assertNothingIsTriedAgain() throws InterruptedException {
    Time.pass(Duration.ofSeconds(3)); // in which nothing is asked
    assertThat(errors).isEmpty();
    assertThat(retries).isEmpty();
  }

  @Test
  void aSearchForOthersIsNotRetriedByTheClient() throws Exception {
    Lease lease = lock.acquire();
    proxy.freeze();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(lease::close);
    closing.get(30, TimeUnit.SECONDS); // and asks, as the lock lingers

    cut();

    assertNothingIsTriedAgain();
  }

  @Test
  void theWatchOfTheOwnNodeIsNotRetriedByTheClient() throws Exception {
    try (Lease lease = lock.acquire()) {
      proxy.freeze();
      ((LeaseImpl) lease).hold().tenure().watchOwnNode();

      cut();

      assertNothingIsTriedAgain();
    }
  }

  @Test
  void aRenewalOfTokensIsNotRetriedByTheClient() throws Exception {
    try (Lease lease = lock.acquire()) {
      proxy.freeze();
      ((LeaseImpl) lease).hold().tenure().renewTokens();

      cut();

      assertNothingIsTriedAgain();
    }
  }

  @Test
  void aLookAtTheOwnPlaceIsNotRetriedByTheClient() throws Exception {
    lock.acquire().close(); // so that there is something to look at
    SessionProof proof = zk.closing(new SessionProof(host.connection, System::nanoTime, () -> {}));
    QueueBackends backends =
        new QueueBackends(
            host.connection, new LockQueues(host.connection), proof, LockHost.ROOT, new byte[0]);
    proxy.freeze();
    backends
        .open("orders")
        .look(new ProcessLock("orders", LINGERING, new NoOpBackend()), new Attempt());

    cut();

    assertNothingIsTriedAgain();
  }

  @Test
  void aListOfContendersIsNotRetriedByTheClient() throws Exception {
    try (Lease lease = lock.acquire()) {
      proxy.freeze();
      CompletableFuture<List<?>> listing =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return lock.contenders();
                } catch (CoordinationException e) {
                  return List.of();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(listing).failsWithin(Duration.ofMillis(500)); // it has asked, and waits

      cut();

      assertNothingIsTriedAgain();
      listing.get(30, TimeUnit.SECONDS);
    }
  }
}
