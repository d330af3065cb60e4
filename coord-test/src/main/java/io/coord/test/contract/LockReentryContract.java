package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.awaitUntil;

import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is granted a lock that it holds already, and what closing one of its leases releases. */
@Timeout(240)
public abstract class LockReentryContract extends LockContract {

  @Test
  void aThreadThatHoldsTheLockIsGrantedItAgainWithTheSameToken() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);

    Lease outer = lock.acquire();
    Lease inner = lock.acquire();
    Lease tried = lock.tryAcquire().orElseThrow();

    assertThat(inner).isNotSameAs(outer);
    assertThat(inner.fencingToken()).isEqualTo(outer.fencingToken());
    assertThat(tried.fencingToken()).isEqualTo(outer.fencingToken());
    outer.close();
    tried.close();
    assertThat(outer.state()).isEqualTo(LeaseState.RELEASED);
    assertThat(inner.isHeld()).isTrue();
    assertThat(other.tryAcquire()).isEmpty();
    inner.close();
    other.tryAcquire().orElseThrow().close();
  }

  @Test
  void closingALeaseTwiceReleasesNothingElse() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease outer = lock.acquire();
    Lease inner = lock.acquire();

    inner.close();
    inner.close();

    assertThat(outer.isHeld()).isTrue();
    assertThat(other.tryAcquire()).isEmpty();
    outer.close();
  }

  @Test
  void onlyTheHoldingThreadReenters() throws Exception {
    DistributedLock lock = open().lock(name);

    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      AtomicReference<Optional<Lease>> result = new AtomicReference<>();
      inThread(() -> result.set(lock.tryAcquire())).get(20, TimeUnit.SECONDS);
      assertThat(result.get()).isEmpty();
    }
  }

  @Test
  void aLeaseMayBeClosedByAnotherThread() throws Exception {
    DistributedLock lock = open().lock(name);
    Lease lease = lock.acquire();

    inThread(lease::close).get(20, TimeUnit.SECONDS);

    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    Lease next = lock.acquire(); // not a re-entry
    assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    next.close();
  }

  @Test
  void withoutReentryTheHolderIsRefusedLikeAnyOtherThread() throws Exception {
    DistributedLock lock = open().lock(name, LockOptions.defaults().withReentry(false));

    try (Lease lease = lock.acquire()) {
      assertThat(lock.tryAcquire()).isEmpty();
      assertThat(lock.tryAcquire(Duration.ofMillis(100))).isEmpty();
      assertThat(lease.isHeld()).isTrue();
    }
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void withoutReentryTheHolderWaitsForItsOwnLease() throws Exception {
    DistributedLock lock = open().lock(name, LockOptions.defaults().withReentry(false));
    Thread holder = Thread.currentThread();
    Lease lease = lock.acquire();
    CompletableFuture<Void> closing =
        inThread(
            () -> {
              awaitUntil(() -> holder.getState() == Thread.State.WAITING);
              lease.close();
            });

    try (Lease next = lock.acquire()) {
      assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    }
    closing.get(20, TimeUnit.SECONDS);
  }
}
