package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.curator.testing.EventThread;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a lock does on the thread that would have to deliver the reply: it does not wait for it. */
@Timeout(120)
class AnswerThreadTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(2_500);

  private CuratorFramework client;
  private LockHost host;

  @BeforeEach
  void connect() {
    client = zk.client();
    // Longer than any test may take: who waits for it fails.
    host = zk.closing(LockHost.unconnected(client, Duration.ofMinutes(5)));
    Awaitility.await().until(host.connection::isConnected);
  }

  private static boolean assertFailsAtOnce(ThrowingCallable call) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining("'orders'")
        .withMessageContaining("thread");
    return true;
  }

  @Test
  void aCallThatWouldWaitFailsAtOnceAndLeavesNothing() throws Exception {
    DistributedLock lock = host.lock("orders");

    EventThread.call(
        client,
        () ->
            assertFailsAtOnce(lock::acquire)
                && assertFailsAtOnce(lock::tryAcquire)
                && assertFailsAtOnce(() -> lock.tryAcquire(Duration.ofMinutes(5)))
                && assertFailsAtOnce(lock::contenders));

    zk.awaitEphemerals(0);
    lock.tryAcquire(Duration.ofSeconds(30)).orElseThrow().close();
  }

  @Test
  void verifyFailsAtOnce() throws Exception {
    Lease lease = host.lock("orders").acquire();

    EventThread.call(client, () -> assertFailsAtOnce(lease::verify));

    assertThat(lease.verify()).isTrue();
    lease.close();
  }

  @Test
  void aLockThatTheProcessHasIsGranted() throws Exception {
    LockOptions lingering = LockOptions.defaults().withLinger(Duration.ofMinutes(5));
    DistributedLock lock = host.lock("orders", lingering);
    lock.acquire().close();

    boolean held =
        EventThread.call(
            client,
            () -> {
              try (Lease idle = lock.acquire();
                  Lease again = lock.acquire()) {
                return idle.isHeld() && again.isHeld();
              }
            });

    assertThat(held).isTrue();
  }

  @Test
  void acquireAsyncWorks() throws Exception {
    DistributedLock lock = host.lock("orders");

    CompletableFuture<Lease> lease = EventThread.call(client, lock::acquireAsync);

    lease.get(30, TimeUnit.SECONDS).close();
  }

  /** It used to wait 2 s for the answers that it kept away. A slow machine shows nothing. */
  @Test
  void closingTheLocksReturnsAtOnce() {
    Awaitility.await().until(() -> closedAfter().compareTo(Duration.ofMillis(1_500)) < 0);
    zk.awaitEphemerals(0);
  }

  private Duration closedAfter() throws Exception {
    LockHost closing = zk.closing(LockHost.over(client));
    closing.lock("orders").acquire();
    return EventThread.call(
        client,
        () -> {
          long start = System.nanoTime();
          closing.locks.close();
          return Duration.ofNanos(System.nanoTime() - start);
        });
  }
}
