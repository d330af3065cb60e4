package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.awaitUntil;

import io.coord.Coordination;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which {@link LockOptions} are used when handles of one lock have different ones. */
@Timeout(240)
public abstract class LockOptionsContract extends ContractSuite {

  private static final LockOptions STRICT = LockOptions.defaults().withLocalHandoffs(1);
  private static final LockOptions PLAIN = LockOptions.defaults().withReentry(false);
  private static final LockOptions LINGERING =
      LockOptions.defaults().withLinger(Duration.ofMinutes(5));

  /** Used by one test only. */
  final String name = "lock-" + UUID.randomUUID();

  @SuppressWarnings("FutureReturnValueIgnored") // it throws before there is one
  private static void assertInUse(DistributedLock lock, LockOptions with) {
    for (ThrowingAsk ask :
        List.<ThrowingAsk>of(
            DistributedLock::acquire,
            DistributedLock::tryAcquire,
            asked -> asked.tryAcquire(PATIENCE),
            DistributedLock::acquireAsync,
            asked -> asked.tryAcquireAsync(PATIENCE))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> ask.of(lock))
          .hasMessageContaining(lock.name())
          .hasMessageContaining(with.toString())
          .hasMessageContaining("Use the same options");
    }
  }

  @FunctionalInterface
  private interface ThrowingAsk {
    void of(DistributedLock lock) throws InterruptedException;
  }

  @Test
  void aHandleMayBeMadeWithAnyOptions() throws Exception {
    Coordination coordination = open();
    try (Lease lease = coordination.lock(name, STRICT).acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(coordination.lock(name, LINGERING).name()).isEqualTo(name);
    }
  }

  @Test
  void whoeverAsksFirstSetsTheOptions() throws Exception {
    Coordination coordination = open();
    try (Lease lease = coordination.lock(name, PLAIN).acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(coordination.lock(name).tryAcquire())
          .as("a handle without options uses those: it is not reentrant")
          .isEmpty();
      assertThat(coordination.lock(name, LockOptions.defaults().withReentry(false)).tryAcquire())
          .as("and so does one with equal options")
          .isEmpty();
    }
  }

  @Test
  void aHandleWithoutOptionsSetsTheDefaults() throws Exception {
    Coordination coordination = open();
    try (Lease lease = coordination.lock(name).acquire()) {
      assertThat(lease.isHeld()).isTrue();
      coordination.lock(name, LockOptions.defaults()).tryAcquire().orElseThrow().close();
      assertInUse(coordination.lock(name, STRICT), LockOptions.defaults());
    }
  }

  @Test
  void otherOptionsAreRefusedWhileTheLockIsHeld() throws Exception {
    Coordination coordination = open();
    DistributedLock other = coordination.lock(name, PLAIN);
    try (Lease lease = coordination.lock(name, STRICT).acquire()) {
      assertInUse(other, STRICT);
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void otherOptionsAreRefusedWhileTheLockIsAwaited() throws Exception {
    Coordination coordination = open();
    DistributedLock other = coordination.lock(name, PLAIN);
    try (Lease elsewhere = open().lock(name).acquire()) {
      CompletableFuture<Lease> waiting = coordination.lock(name, STRICT).acquireAsync();
      assertInUse(other, STRICT);
      assertThat(elsewhere.isHeld()).isTrue();
      waiting.cancel(false);
      assertThat(other.tryAcquire()).as("nobody waits any more").isEmpty();
    }
  }

  /** No collection of garbage is waited for: the handles are still referred to. */
  @Test
  void otherOptionsAreTakenAsSoonAsTheLockIsIdle() throws Exception {
    Coordination coordination = open();
    DistributedLock strict = coordination.lock(name, STRICT);
    DistributedLock plain = coordination.lock(name, PLAIN);
    DistributedLock none = coordination.lock(name);

    for (int i = 0; i < 10; i++) {
      strict.tryAcquire().orElseThrow().close();
      try (Lease lease = plain.tryAcquire().orElseThrow()) {
        assertThat(plain.tryAcquire()).as("not reentrant").isEmpty();
        assertThat(lease.isHeld()).isTrue();
      }
      try (Lease lease = none.tryAcquire().orElseThrow()) {
        Lease again = none.tryAcquire().orElseThrow();
        assertThat(again.fencingToken()).as("reentrant").isEqualTo(lease.fencingToken());
        again.close();
      }
    }
  }

  @Test
  void otherOptionsEndLingering() throws Exception {
    Coordination coordination = open();
    Lease lingering = coordination.lock(name, LINGERING).acquire();
    lingering.close();

    Lease lease = coordination.lock(name, PLAIN).tryAcquire().orElseThrow();

    assertThat(lease.fencingToken()).isGreaterThan(lingering.fencingToken());
    lease.close();
    awaitContenders(coordination.lock(name), 0);
  }

  /** A machine that stalls may end the lingering of one round. */
  @Test
  void lingeringGoesOnForAHandleWithEqualOptionsOrNone() throws Exception {
    Coordination coordination = open();
    LockOptions equal = LockOptions.defaults().withLinger(Duration.ofMinutes(5));
    awaitUntil(
        () -> {
          long first = grant(coordination.lock(name, LINGERING));
          long second = grant(coordination.lock(name, equal));
          long third = grant(coordination.lock(name));
          long fourth = grant(coordination.lock(name, LINGERING));
          return second == first + 1 && third == first + 2 && fourth == first + 3;
        });
  }

  /** Acquires and releases it; returns the token, by which the grants of a tenure are counted. */
  private static long grant(DistributedLock lock) throws InterruptedException {
    try (Lease lease = lock.acquire()) {
      return lease.fencingToken();
    }
  }

  @Test
  void ofTwoThatAskAtOnceWithDifferentOptionsBothHaveTheLockOrOneIsRefused() throws Exception {
    Coordination coordination = open();
    List<DistributedLock> handles =
        List.of(coordination.lock(name, PLAIN), coordination.lock(name, LINGERING));
    for (int round = 0; round < 50; round++) {
      AtomicInteger granted = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger inside = new AtomicInteger();
      CyclicBarrier start = new CyclicBarrier(2);
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (DistributedLock handle : handles) {
        threads.add(
            DistributedLockContract.inThread(
                () -> {
                  start.await();
                  try (Lease lease = handle.acquire()) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    lease.ensureHeld();
                    granted.incrementAndGet();
                    inside.decrementAndGet();
                  } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("is in use");
                    refused.incrementAndGet();
                  }
                }));
      }
      for (CompletableFuture<Void> thread : threads) {
        thread.get(60, TimeUnit.SECONDS);
      }
      assertThat(granted.get()).as("round %d", round).isBetween(1, 2);
      assertThat(granted.get() + refused.get()).isEqualTo(2);
    }
    Optional<Lease> next = open().lock(name).tryAcquire(PATIENCE);
    assertThat(next).isPresent();
    next.get().close();
  }

  private static void awaitContenders(DistributedLock lock, int count) {
    awaitUntil(() -> lock.contenders().size() == count);
  }
}
