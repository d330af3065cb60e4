package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The session timeout is 20 s. */
@Timeout(60)
class LeaseCloseThreadTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Test
  void aLeaseClosedOnTheClientsOwnThreadDoesNotHoldItUp() throws Exception {
    // If it waited, it would wait in vain for seconds, each time.
    Awaitility.await().until(() -> closeOnTheClientsThread().compareTo(Duration.ofSeconds(2)) < 0);
    Awaitility.await().until(() -> zk.server().ephemerals().isEmpty());
  }

  /** In a session of its own, so that its proof is fresh. */
  private static Duration closeOnTheClientsThread() throws Exception {
    CuratorFramework client = zk.client();
    LockHost host = zk.closing(LockHost.over(client));
    Lease lease = host.lock("orders").acquire();
    CompletableFuture<Duration> took = new CompletableFuture<>();

    client
        .checkExists()
        .inBackground(
            (same, event) -> {
              long start = System.nanoTime();
              lease.close();
              took.complete(Duration.ofNanos(System.nanoTime() - start));
            })
        .forPath("/");

    Duration duration = took.get(30, TimeUnit.SECONDS);
    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    return duration;
  }
}
