package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.UnavailableException;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A deadline is kept whatever the service does; the session timeout is 4 s. */
@Timeout(90)
class LockDeadlineTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(200);

  private static final Duration WAIT = Duration.ofMillis(300);

  // Wide: the machine may be busy, and what this is compared with takes 15 s and more.
  private static final Duration SLACK = Duration.ofMillis(700);

  // For a healthy server on a busy machine to have answered for certain.
  private static final Duration LONG_WAIT = Duration.ofSeconds(2);

  private TcpProxy proxy;
  private LockHost host;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    host = zk.closing(LockHost.over(zk.clients().connected(proxy.connectString())));
    host.lock("warm").acquire().close(); // classes are loaded, threads there
    host.lock("warm").tryAcquire(LONG_WAIT).orElseThrow().close();
  }

  private static <T> T inTime(Callable<T> call) throws Exception {
    return inTime(WAIT, call);
  }

  private static <T> T inTime(Duration wait, Callable<T> call) throws Exception {
    long start = System.nanoTime();
    try {
      return call.call();
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took).isBetween(wait.minusMillis(1), wait.plus(SLACK));
    }
  }

  @Test
  void withAHealthyServer() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    try (Lease lease = other.lock("orders").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      for (int i = 0; i < 3; i++) {
        Optional<Lease> result = inTime(LONG_WAIT, () -> host.lock("orders").tryAcquire(LONG_WAIT));
        assertThat(result).isEmpty();
      }
      Awaitility.await().until(() -> zk.server().ephemerals().size() == 1);
    }
  }

  @Test
  void withAFrozenServer() throws Exception {
    proxy.freeze();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> inTime(() -> host.lock("orders").tryAcquire(WAIT)))
          .isInstanceOf(UnavailableException.class);
    }
    proxy.restore();
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().ephemerals()).isEmpty());
  }

  @Test
  void withAServerThatIsDown() throws Exception {
    zk.server().stop();
    assertThatThrownBy(() -> inTime(() -> host.lock("orders").tryAcquire(WAIT)))
        .isInstanceOf(UnavailableException.class);
    Awaitility.await().until(() -> !host.connection.monitor().isConnected());
    assertThatThrownBy(() -> inTime(() -> host.lock("orders").tryAcquire(WAIT)))
        .isInstanceOf(UnavailableException.class);
    zk.server().start();

    host.lock("orders").acquire().close();
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().ephemerals()).isEmpty());
  }

  @Test
  void whenTheServerFreezesDuringTheWaitTheWithdrawnNodeGoesOnceItCanBeReached() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    Lease lease = other.lock("orders").acquire();
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    Awaitility.await().until(() -> zk.server().ephemerals().size() == 2);

    proxy.freeze();
    waiting.cancel(false);
    proxy.restore();

    Awaitility.await().untilAsserted(() -> assertThat(zk.server().ephemerals()).hasSize(1));
    lease.close();
    noWatchIsLeft();
  }

  @Test
  void anInterruptIsObeyedAtOnceWhileTheServerIsFrozen() throws Exception {
    proxy.freeze();
    CompletableFuture<Duration> took = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                host.lock("orders").acquire();
                took.completeExceptionally(new AssertionError("granted"));
              } catch (InterruptedException e) {
                took.complete(Duration.ofNanos(System.nanoTime()));
              }
            });
    thread.start();
    TimeUnit.MILLISECONDS.sleep(300);

    long start = System.nanoTime();
    thread.interrupt();

    Duration end = took.get(10, TimeUnit.SECONDS);
    assertThat(end.minusNanos(start)).isLessThan(SLACK);
    proxy.restore();
  }

  @Test
  void oneTryOfAServerThatDoesNotAnswerTakesAtMostOneOperation() throws Exception {
    proxy.freeze();
    long start = System.nanoTime();

    assertThatThrownBy(() -> host.lock("orders").tryAcquire())
        .isInstanceOf(UnavailableException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(5_200));
    proxy.restore();
  }

  @Test
  void closingALeaseDoesNotWaitForAServerThatIsGone() throws Exception {
    DistributedLock lock = host.lock("orders");
    Lease lease = lock.acquire();
    zk.server().stop();
    Awaitility.await().until(() -> lease.state() == LeaseState.SUSPECT);

    long start = System.nanoTime();
    lease.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SLACK);
    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    zk.server().start();
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().ephemerals()).isEmpty());
  }

  @Test
  void closingAllDoesNotWaitForAServerThatDoesNotAnswer() throws Exception {
    Lease lease = host.lock("orders").acquire();
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    proxy.freeze();

    long start = System.nanoTime();
    host.locks.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_500));
    assertThat(lease.state()).isEqualTo(LeaseState.LOST);
    assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    proxy.restore();
  }

  private static void noWatchIsLeft() {
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().watchCount()).isZero());
  }
}
