package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;
import static io.coord.test.contract.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts that end: on time, by an interrupt, or when their task has run. */
@Timeout(240)
public abstract class LockAttemptsContract extends LockContract {

  @Test
  void tryAcquireGetsAFreeLock() throws Exception {
    DistributedLock lock = open().lock(name);

    for (int i = 0; i < 3; i++) {
      lock.tryAcquire().orElseThrow().close();
      lock.tryAcquire(Duration.ZERO).orElseThrow().close();
      lock.tryAcquire(PATIENCE).orElseThrow().close();
      lock.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)).orElseThrow().close();
    }
  }

  @Test
  void aTimedAttemptEndsOnTime() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);

    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      CompletableFuture<Lease> queued = other.acquireAsync();
      assertThat(other.tryAcquire()).isEmpty(); // so it has seen who holds the lock
      long start = System.nanoTime();
      assertThat(other.tryAcquire(Duration.ofSeconds(1))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(999), Duration.ofSeconds(10));
      queued.cancel(false);
    }
  }

  @Test
  void aTimedAttemptGetsALockThatBecomesFree() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease lease = lock.acquire();
    AtomicReference<Optional<Lease>> result = new AtomicReference<>();

    CompletableFuture<Void> waiting =
        inThread(() -> result.set(other.tryAcquire(Duration.ofSeconds(60))));
    awaitContenders(lock, 2);
    lease.close();

    waiting.get(20, TimeUnit.SECONDS);
    assertThat(result.get().orElseThrow().isHeld()).isTrue();
    result.get().orElseThrow().close();
  }

  @Test
  void anAttemptThatTimesOutLeavesTheQueue() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);

    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(other.tryAcquire()).isEmpty();
      assertThat(other.tryAcquire(Duration.ofSeconds(3))).isEmpty();
      awaitContenders(lock, 1);
    }
  }

  @Test
  void invalidArgumentsAreRefused() throws Exception {
    Coordination coordination = open();
    DistributedLock lock = coordination.lock(name);

    assertThatIllegalArgumentException().isThrownBy(() -> lock.tryAcquire(Duration.ofMillis(-1)));
    assertThatNullPointerException().isThrownBy(() -> lock.tryAcquire(null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lock.tryAcquireAsync(Duration.ofMillis(-1)));
    assertThatNullPointerException().isThrownBy(() -> lock.tryAcquireAsync(null));
    assertThatNullPointerException().isThrownBy(() -> lock.tryRun(null));
    assertThatNullPointerException().isThrownBy(() -> coordination.lock(null));
    assertThatNullPointerException().isThrownBy(() -> coordination.lock("x", null));
    assertThatIllegalArgumentException().isThrownBy(() -> coordination.lock(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> coordination.lock("x".repeat(201)));
  }

  @Test
  void anInterruptedThreadIsNotGrantedTheLock() throws Exception {
    DistributedLock lock = open().lock(name);

    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::acquire).isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::tryAcquire).isInstanceOf(InterruptedException.class);
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void anInterruptEndsTheWaitAndLeavesTheQueue() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease lease = lock.acquire();
    AtomicReference<Thread> waiter = new AtomicReference<>();
    CompletableFuture<Void> waiting =
        inThread(
            () -> {
              waiter.set(Thread.currentThread());
              other.acquire();
            });
    awaitContenders(lock, 2);

    waiter.get().interrupt();

    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(InterruptedException.class);
    awaitContenders(lock, 1);
    lease.close();
  }

  @Test
  void tryRunRunsTheTaskWithALeaseThatIsClosedAfterwards() throws Exception {
    DistributedLock lock = open().lock(name);
    AtomicReference<Lease> held = new AtomicReference<>();

    boolean ran =
        lock.tryRun(
            lease -> {
              assertThat(lease.isHeld()).isTrue();
              held.set(lease);
            });

    assertThat(ran).isTrue();
    assertThat(held.get().state()).isEqualTo(LeaseState.RELEASED);
  }

  @Test
  void tryRunDoesNotRunTheTaskWhileAnotherHoldsTheLock() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);

    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      boolean ran =
          other.tryRun(
              unexpected -> {
                throw new AssertionError("run without the lock");
              });
      assertThat(ran).isFalse();
    }
  }

  @Test
  void aTaskThatThrowsReleasesTheLock() throws Exception {
    DistributedLock lock = open().lock(name);
    IOException failure = new IOException("thrown by a test's task");

    assertThatThrownBy(
            () ->
                lock.tryRun(
                    lease -> {
                      throw failure;
                    }))
        .isSameAs(failure);

    open().lock(name).tryAcquire().orElseThrow().close();
  }

  @Test
  void toStringShowsTheNameAndWhetherItIsHeld() throws Exception {
    DistributedLock lock = open().lock(name);
    assertThat(lock.toString()).contains(name).contains("not held");

    try (Lease lease = lock.acquire()) {
      assertThat(lock.toString()).contains(name).contains("held by this process");
      assertThat(lease.toString())
          .contains(name)
          .contains(String.valueOf(lease.fencingToken()))
          .contains("HELD");
    }
  }
}
