package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.EventThread;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session timeout is 20 s. */
@Timeout(60)
class LeaseCloseThreadTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Test
  void aLeaseClosedOnTheClientsOwnThreadDoesNotHoldItUp() throws Exception {
    // If it waited, it would wait in vain for seconds, each time.
    Awaitility.await().until(() -> closeOnTheClientsThread().compareTo(Duration.ofSeconds(2)) < 0);
    zk.awaitEphemerals(0);
  }

  /** A machine that stands still for as long as the session is proven shows nothing. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whenACloseReturnsTheNodeIsGoneThoughTheAnswersAreSlowAndTheThreadIsInterrupted(
      boolean interrupted) {
    Awaitility.await().until(() -> nodesAfterASlowClose(interrupted).isEmpty());
  }

  private static List<String> nodesAfterASlowClose(boolean interrupted) throws Exception {
    zk.awaitEphemerals(0);
    TcpProxy proxy = zk.proxy();
    LockHost host = zk.closing(LockHost.over(zk.clients().connected(proxy.connectString())));
    Lease lease = host.lock("orders").acquire();
    proxy.delay(Duration.ofMillis(200));

    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    lease.close();
    List<String> left = zk.server().ephemerals();

    assertThat(Thread.interrupted()).isEqualTo(interrupted);
    return left;
  }

  /** In a session of its own, so that its proof is fresh. */
  private static Duration closeOnTheClientsThread() throws Exception {
    CuratorFramework client = zk.client();
    LockHost host = zk.closing(LockHost.over(client));
    Lease lease = host.lock("orders").acquire();

    Duration duration =
        EventThread.call(
            client,
            () -> {
              long start = System.nanoTime();
              lease.close();
              return Duration.ofNanos(System.nanoTime() - start);
            });

    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    return duration;
  }
}
