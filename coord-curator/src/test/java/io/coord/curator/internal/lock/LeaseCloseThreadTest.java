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

    // If it waited, it would wait in vain until the proof is over.
    assertThat(took.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(2));
    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    Awaitility.await().until(() -> zk.server().ephemerals().isEmpty());
  }
}
