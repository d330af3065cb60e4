package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that takes a lock now and then, as a job that runs every minute does. */
@Timeout(120)
class LockIdleTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  @Test
  void aLockThatWasIdleForLongIsGrantedAtOnce() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    DistributedLock lock = host.lock("orders");
    lock.acquire().close();
    int timeout = zk.client().getZookeeperClient().getLastNegotiatedSessionTimeoutMs();

    idle(Duration.ofMillis(timeout)); // what was proven in the beginning is long over
    RequestCounts before = zk.server().requests();
    try (Lease lease = lock.acquire()) {
      RequestCounts since = zk.server().requests().since(before);
      assertThat(lease.isHeld()).isTrue();
      // Two for the lock; the watch of its node and a proof or two if the machine stands still.
      assertThat(since.total()).as("%s", since).isLessThan(8);
    }
  }

  private static void idle(Duration time) {
    long start = System.nanoTime();
    await()
        .atMost(time.plusSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> System.nanoTime() - start > time.toNanos());
  }
}
