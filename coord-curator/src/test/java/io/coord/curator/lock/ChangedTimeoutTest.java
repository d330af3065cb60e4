package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coord.curator.internal.engine.lock.LeaseImpl;
import io.coord.curator.internal.engine.lock.LockBackends.SessionTenure;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The servers are restarted with another {@code maxSessionTimeout}: the same session has another
 * timeout from its next connection on. The question after a pause of the process is put by asking
 * about a later moment.
 */
@Timeout(240)
class ChangedTimeoutTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private static final int LONG_MILLIS = 120_000;
  private static final int SHORT_MILLIS = 8_000;

  private TcpProxy proxy;
  private CuratorFramework client;
  private LockHost host;
  private Lease lease;
  private SessionTenure tenure;

  @BeforeEach
  void connect() {
    proxy = zk.proxy();
  }

  @Test
  void aLeaseIsHeldNoLongerThanTheSmallerTimeoutAllows() throws Exception {
    acquireWith(LONG_MILLIS);

    grantAtMost(SHORT_MILLIS);
    awaitTimeout(SHORT_MILLIS);
    Awaitility.await().until(() -> lease.state() == LeaseState.HELD);

    long afterAPause = System.nanoTime() + Duration.ofMillis(SHORT_MILLIS).toNanos() / 2;
    assertThat(tenure.isProven(afterAPause)).isFalse();
    lease.close();
  }

  @Test
  void theSessionIsProvenAtThePaceOfTheSmallerTimeout() throws Exception {
    acquireWith(LONG_MILLIS);
    grantAtMost(SHORT_MILLIS);
    awaitTimeout(SHORT_MILLIS);
    Awaitility.await().until(() -> lease.state() == LeaseState.HELD);
    long first = System.nanoTime();

    // A sixth of the longer timeout is 20 s.
    Awaitility.await()
        .atMost(Duration.ofMillis(LONG_MILLIS / 10))
        .until(() -> tenure.isProven(first + Duration.ofMillis(SHORT_MILLIS).toNanos() / 2));
    lease.close();
  }

  /** Nobody was told of the reconnection yet; only the handle knows. */
  @Test
  void aLeaseIsNotHeldBeforeTheFirstAnswerUnderTheSmallerTimeout() throws Exception {
    acquireWith(LONG_MILLIS);
    boolean held;
    boolean told;
    try (Untold untold = new Untold()) {
      grantAtMost(SHORT_MILLIS);
      awaitTimeout(SHORT_MILLIS);
      held = lease.isHeld();
      told = !host.connection.isConnected();
    }
    Awaitility.await().until(() -> lease.state() == LeaseState.HELD);
    lease.close();
    assumeTrue(!told); // one of the others came first
    assertThat(held).isFalse();
  }

  /** The request to reconnect may have arrived: then the server counts with the other timeout. */
  @Test
  void aLeaseIsNotHeldWhileTheClientReconnects() throws Exception {
    acquireWith(LONG_MILLIS);
    boolean held;
    boolean told;
    try (Untold untold = new Untold()) {
      proxy.cut();
      Awaitility.await().until(() -> handle().getState() == ZooKeeper.States.CONNECTING);
      held = lease.isHeld();
      told = !host.connection.isConnected();
    }
    proxy.restore();
    Awaitility.await().until(() -> lease.state() == LeaseState.HELD);
    lease.close();
    assumeTrue(!told); // one of the others came first
    assertThat(held).isFalse();
  }

  /**
   * A server that starts, as a leader that is elected, gives each session the timeout that it was
   * created with (hazard C16).
   */
  @Test
  void aGreaterTimeoutIsNotReliedOnBecauseItEndsWithTheServer() throws Exception {
    acquireWith(SHORT_MILLIS);
    grantAtMost(LONG_MILLIS);
    awaitTimeout(LONG_MILLIS);
    Awaitility.await().until(() -> lease.state() == LeaseState.HELD);
    long session = tenure.session();
    long held = System.nanoTime();

    assertThat(tenure.isProven(held + Duration.ofMillis(SHORT_MILLIS).toNanos())).isFalse();

    zk.server().stop();
    proxy.cut();
    zk.server().start();
    long start = System.nanoTime();
    Awaitility.await().until(() -> !zk.server().hasSession(session));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofMillis(LONG_MILLIS / 2));
    proxy.restore();
    lease.close();
  }

  private void acquireWith(int millis) throws Exception {
    grantAtMost(millis);
    client =
        zk.clients()
            .started(
                zk.clients().patientBuilder(proxy.connectString()).sessionTimeoutMs(LONG_MILLIS));
    host = zk.closing(LockHost.over(client));
    awaitTimeout(millis);
    lease = host.lock("orders").acquire();
    tenure = (SessionTenure) ((LeaseImpl) lease).hold().tenure();
    assertThat(lease.isHeld()).isTrue();
  }

  private void grantAtMost(int millis) {
    zk.server().grantAtMost(millis);
    zk.server().restart();
  }

  private void awaitTimeout(int millis) {
    Awaitility.await()
        .until(
            () ->
                handle().getState() == ZooKeeper.States.CONNECTED
                    && handle().getSessionTimeout() == millis);
  }

  private ZooKeeper handle() throws Exception {
    return client.getZookeeperClient().getZooKeeper();
  }

  /** Until it is closed, other listeners hold up what Curator tells (hazard C3). */
  private final class Untold implements AutoCloseable {
    private final CountDownLatch goOn = new CountDownLatch(1);

    Untold() {
      // Curator tells them in whatever order; one of so many comes before the monitor.
      for (int i = 0; i < 50; i++) {
        client.getConnectionStateListenable().addListener((same, state) -> awaitQuietly());
      }
    }

    private void awaitQuietly() {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      goOn.countDown();
    }
  }
}
