package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.RejectedException;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An ensemble that has elected so many leaders that its zxids leave no room for tokens. */
@Timeout(60)
class HighEpochTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Test
  void anAcquireFailsLoudlyAndLeavesNothing() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    DistributedLock lock = host.lock("orders");
    Lease last = lock.acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    zk.server().goOnAfter(1L << 51);
    last.close();
    waiting.get(30, TimeUnit.SECONDS).close(); // in the same tenure

    assertRefused(lock::acquire);
    assertRefused(lock::tryAcquire);
    assertRefused(() -> lock.tryAcquire(Duration.ofMinutes(1)));
    assertThatThrownBy(() -> lock.acquireAsync().get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RejectedException.class);

    zk.awaitEphemerals(0);
  }

  private static void assertRefused(ThrowingCallable acquire) {
    assertThatThrownBy(acquire)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("epoch")
        .hasMessageContaining("orders");
  }
}
