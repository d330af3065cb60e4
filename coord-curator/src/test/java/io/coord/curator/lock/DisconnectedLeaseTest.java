package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a lease says as soon as Curator has told that the connection is gone, with nobody having had
 * the time to act on it. The session timeout is 60 s, so that the last proof is not over meanwhile.
 */
@Timeout(120)
class DisconnectedLeaseTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(3_000);

  private static final int ENGINE_THREADS = 2;

  private CuratorFramework client;
  private LockHost host;

  @BeforeEach
  void connect() {
    client = zk.client();
    host = zk.closing(LockHost.over(client));
  }

  @ParameterizedTest
  @EnumSource(
      value = ConnectionState.class,
      names = {"SUSPENDED", "READ_ONLY"})
  void itIsNotHeldUntilItWasSeenAgain(ConnectionState gone) throws Exception {
    try (Lease lease = host.lock("orders").acquire()) {
      long token = lease.fencingToken();
      assertThat(lease.isHeld()).isTrue();
      CountDownLatch goOn = new CountDownLatch(1);
      occupyTheEngines(goOn);
      try {
        curatorTells(gone);

        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.state()).isEqualTo(LeaseState.SUSPECT);

        curatorTells(ConnectionState.RECONNECTED);
      } finally {
        goOn.countDown();
      }
      Awaitility.await().until(() -> lease.state() == LeaseState.HELD);
      assertThat(lease.fencingToken()).isEqualTo(token);
    }
  }

  @Test
  void itIsLostWhenCuratorGivesTheSessionUpThoughNobodyCanBeAsked() throws Exception {
    Lease lease = host.lock("orders").acquire();
    curatorTells(ConnectionState.SUSPENDED);

    curatorTells(ConnectionState.LOST);

    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
    lease.close();
    curatorTells(ConnectionState.RECONNECTED);
    try (Lease next = host.lock("orders").acquire()) {
      assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    }
  }

  private void occupyTheEngines(CountDownLatch goOn) throws InterruptedException {
    Executor engine = host.connection.threads().engine();
    CountDownLatch occupied = new CountDownLatch(ENGINE_THREADS);
    for (int i = 0; i < ENGINE_THREADS; i++) {
      engine.execute(
          () -> {
            occupied.countDown();
            awaitQuietly(goOn);
          });
    }
    occupied.await();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private void curatorTells(ConnectionState state) {
    ((UnaryListenerManager<ConnectionStateListener>) client.getConnectionStateListenable())
        .forEach(listener -> listener.stateChanged(client, state));
  }
}
