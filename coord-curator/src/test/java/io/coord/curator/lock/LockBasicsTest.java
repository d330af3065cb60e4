package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class LockBasicsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private LockHost host() {
    return zk.closing(LockHost.over(zk.client()));
  }

  @Test
  void aFreeLockIsGrantedAndReleased() throws Exception {
    DistributedLock lock = host().lock("orders");

    Lease lease = lock.acquire();

    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.state()).isEqualTo(LeaseState.HELD);
    assertThat(lease.fencingToken()).isPositive();
    assertThat(lease.verify()).isTrue();
    assertThat(zk.server().ephemerals()).hasSize(1);
    lease.close();
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    assertThat(zk.server().ephemerals()).isEmpty();
  }

  @Test
  void anIdleLockMayBeKeptForAnyTime() throws Exception {
    LockHost host = host();
    LockOptions endless = LockOptions.defaults().withLinger(Duration.ofSeconds(Long.MAX_VALUE));
    DistributedLock lock = host.lock("orders", endless);

    lock.acquire().close();

    String node = zk.server().ephemerals().get(0);
    lock.acquire().close();
    assertThat(zk.server().ephemerals()).containsExactly(node);
    host.close();
    assertThat(zk.server().ephemerals()).isEmpty();
  }

  @Test
  void anotherProcessIsRefusedUntilTheLockIsReleased() throws Exception {
    DistributedLock mine = host().lock("orders");
    DistributedLock theirs = host().lock("orders");

    Lease lease = mine.acquire();
    assertThat(theirs.tryAcquire()).isEmpty();
    assertThat(theirs.tryAcquire(Duration.ofSeconds(3))).isEmpty();
    // The caller is back in its time; what it left in the queue is withdrawn after that.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(mine.contenders()).hasSize(1));
    lease.close();

    Optional<Lease> next = theirs.tryAcquire();
    assertThat(next).isPresent();
    assertThat(next.get().fencingToken()).isGreaterThan(lease.fencingToken());
    var async = mine.acquireAsync();
    next.get().close();
    Lease third = async.get(20, TimeUnit.SECONDS);
    assertThat(third.fencingToken()).isGreaterThan(next.get().fencingToken());
    third.close();
  }
}
