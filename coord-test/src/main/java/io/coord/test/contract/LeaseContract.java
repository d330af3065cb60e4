package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;
import static io.coord.test.contract.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.Subscription;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.test.internal.Told;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link Lease} promises while its session lives; the backend tests what happens otherwise.
 */
@Timeout(120)
public abstract class LeaseContract extends LockContract {

  @Test
  void aLeaseIsHeldUntilItIsClosed() throws Exception {
    Lease lease = open().lock(name).acquire();

    assertThat(lease.lockName()).isEqualTo(name);
    assertThat(lease.state()).isEqualTo(LeaseState.HELD);
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.verify()).isTrue();
    assertThat(lease.lossCause()).isEmpty();
    lease.ensureHeld();

    lease.close();

    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.verify()).isFalse();
    assertThat(lease.lossCause()).isEmpty();
    assertThatThrownBy(lease::ensureHeld)
        .isInstanceOf(LeaseNotHeldException.class)
        .hasMessageContaining(name);
  }

  @Test
  void aListenerIsNotifiedOfTheReleaseOnceOnAThreadOfTheCoordination() throws Exception {
    Lease lease = open().lock(name).acquire();
    Told<LeaseState> told = new Told<>();
    lease.subscribe(
        (same, state) -> {
          assertThat(same).isSameAs(lease);
          told.accept(state);
        });

    lease.close();
    lease.close();

    assertThat(told.awaitCount(1)).containsExactly(LeaseState.RELEASED);
    assertThat(told.threads()).doesNotContain(Thread.currentThread().getName());
  }

  @Test
  void aLateListenerGetsTheFinalState() throws Exception {
    Lease lease = open().lock(name).acquire();
    lease.close();
    Told<LeaseState> told = new Told<>();

    lease.subscribe((same, state) -> told.accept(state));

    assertThat(told.awaitCount(1)).containsExactly(LeaseState.RELEASED);
  }

  @Test
  void aClosedSubscriptionGetsNothing() throws Exception {
    Lease lease = open().lock(name).acquire();
    Told<LeaseState> gone = new Told<>();
    Told<LeaseState> stays = new Told<>();
    Subscription subscription = lease.subscribe((same, state) -> gone.accept(state));
    lease.subscribe((same, state) -> stays.accept(state));

    subscription.close();
    lease.close();

    stays.awaitCount(1);
    assertThat(gone.events()).isEmpty();
  }

  @Test
  void aListenerMayUseTheLock() throws Exception {
    DistributedLock lock = open().lock(name);
    Lease lease = lock.acquire();
    Told<Long> tokens = new Told<>();
    lease.subscribe(
        (same, state) -> {
          try (Lease next = lock.acquire()) {
            tokens.accept(next.fencingToken());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    lease.close();

    assertThat(tokens.awaitCount(1)).allMatch(token -> token > lease.fencingToken());
  }

  @Test
  void aListenerThatThrowsOrBlocksAffectsNoOther() throws Exception {
    DistributedLock lock = open().lock(name);
    Lease lease = lock.acquire();
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> wentOn = new CompletableFuture<>();
    Told<LeaseState> told = new Told<>();
    lease.subscribe(
        (same, state) -> {
          throw new IllegalStateException("thrown by a test's listener");
        });
    lease.subscribe((same, state) -> wentOn.complete(awaitFor20Seconds(goOn)));
    lease.subscribe((same, state) -> told.accept(state));

    lease.close();

    told.awaitCount(1);
    lock.acquire().close();
    assertThat(wentOn).isNotDone();
    goOn.countDown();
    assertThat(wentOn.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean awaitFor20Seconds(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void eachLeaseOfAHoldNotifiesOfItsOwnEnd() throws Exception {
    DistributedLock lock = open().lock(name);
    Lease outer = lock.acquire();
    Lease inner = lock.acquire();
    Told<LeaseState> outerTold = new Told<>();
    Told<LeaseState> innerTold = new Told<>();
    outer.subscribe((same, state) -> outerTold.accept(state));
    inner.subscribe((same, state) -> innerTold.accept(state));

    inner.close();
    assertThat(innerTold.awaitCount(1)).containsExactly(LeaseState.RELEASED);
    assertThat(outerTold.events()).isEmpty();
    outer.close();

    assertThat(outerTold.awaitCount(1)).containsExactly(LeaseState.RELEASED);
  }

  @Test
  void aLeaseIsLostWithItsCoordination() throws Exception {
    Coordination coordination = open();
    Lease lease = coordination.lock(name).acquire();
    Told<LeaseState> told = new Told<>();
    lease.subscribe((same, state) -> told.accept(state));

    coordination.close();

    assertThat(told.awaitCount(1)).containsExactly(LeaseState.LOST);
    assertThat(lease.lossCause()).contains(LossCause.CLOSED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.verify()).isFalse();
    lease.close();
    assertThat(lease.state()).as("LOST is final").isEqualTo(LeaseState.LOST);
    Told<LeaseState> late = new Told<>();
    lease.subscribe((same, state) -> late.accept(state));
    assertThat(late.awaitCount(1)).containsExactly(LeaseState.LOST);
  }

  @Test
  void closeIsNotInterruptible() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease lease = lock.acquire();

    Thread.currentThread().interrupt();
    lease.close();

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    other.tryAcquire().orElseThrow().close();
  }

  @Test
  void aNullListenerIsRefused() throws Exception {
    try (Lease lease = open().lock(name).acquire()) {
      assertThatNullPointerException().isThrownBy(() -> lease.subscribe(null));
    }
  }
}
