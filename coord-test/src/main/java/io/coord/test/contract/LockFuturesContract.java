package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;

import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks that are asked for without waiting: their leases belong to no thread. */
@Timeout(240)
public abstract class LockFuturesContract extends LockContract {

  @Test
  void acquireAsyncCompletesWithALease() throws Exception {
    DistributedLock lock = open().lock(name);

    Lease lease = lock.acquireAsync().get(20, TimeUnit.SECONDS);

    assertThat(lease.isHeld()).isTrue();
    assertThat(lock.tryAcquire()).as("it belongs to no thread").isEmpty();
    lease.close();
  }

  @Test
  void acquireAsyncIsNotCompletedByTheThreadThatReleasesTheLock() throws Exception {
    DistributedLock lock = open().lock(name);
    Lease lease = lock.acquire();
    CompletableFuture<Thread> completedBy =
        lock.acquireAsync()
            .thenApply(
                next -> {
                  next.close();
                  return Thread.currentThread();
                });

    lease.close();

    assertThat(completedBy.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
  }

  @Test
  void acquireAsyncDoesNotReenter() throws Exception {
    DistributedLock lock = open().lock(name);
    Lease lease = lock.acquire();

    CompletableFuture<Lease> future = lock.acquireAsync();

    assertThat(future).isNotDone();
    lease.close();
    Lease next = future.get(20, TimeUnit.SECONDS);
    assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    next.close();
  }

  @Test
  void tryAcquireAsyncGetsALockThatIsOrBecomesFree() throws Exception {
    DistributedLock lock = open().lock(name);

    Lease first = lock.tryAcquireAsync(Duration.ZERO).get(20, TimeUnit.SECONDS).orElseThrow();
    CompletableFuture<Optional<Lease>> next = lock.tryAcquireAsync(Duration.ofDays(100_000));
    assertThat(next).isNotDone();
    first.close();

    Lease second = next.get(20, TimeUnit.SECONDS).orElseThrow();
    assertThat(second.isHeld()).isTrue();
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(lock.tryAcquire()).as("it belongs to no thread").isEmpty();
    second.close();
  }

  @Test
  void tryAcquireAsyncEndsOnTimeAndLeavesTheQueue() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);

    try (Lease lease = lock.acquire()) {
      assertThat(other.tryAcquireAsync(Duration.ZERO).get(20, TimeUnit.SECONDS)).isEmpty();
      assertThat(lock.tryAcquireAsync(Duration.ZERO).get(20, TimeUnit.SECONDS))
          .as("not reentrant")
          .isEmpty();
      long start = System.nanoTime();
      assertThat(other.tryAcquireAsync(Duration.ofSeconds(3)).get(30, TimeUnit.SECONDS)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(2_999), Duration.ofSeconds(15));
      awaitContenders(lock, 1);
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void cancellingAFutureLeavesTheQueue() throws Exception {
    assertCancellingLeavesTheQueue(DistributedLock::acquireAsync);
  }

  @Test
  void cancellingATimedAttemptLeavesTheQueue() throws Exception {
    assertCancellingLeavesTheQueue(lock -> lock.tryAcquireAsync(Duration.ofMinutes(5)));
  }

  private void assertCancellingLeavesTheQueue(Function<DistributedLock, CompletableFuture<?>> ask)
      throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease lease = lock.acquire();
    CompletableFuture<?> future = ask.apply(other);
    awaitContenders(lock, 2);

    future.cancel(false);

    awaitContenders(lock, 1);
    lease.close();
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void aLockGrantedWhileItsFutureIsCancelledIsReleased() throws Exception {
    assertReleasedIfCancelled(DistributedLock::acquireAsync, Lease::close);
  }

  @Test
  void aLockGrantedWhileItsTimedAttemptIsCancelledIsReleased() throws Exception {
    assertReleasedIfCancelled(
        lock -> lock.tryAcquireAsync(PATIENCE), lease -> lease.orElseThrow().close());
  }

  private <T> void assertReleasedIfCancelled(
      Function<DistributedLock, CompletableFuture<T>> ask, Consumer<T> close) throws Exception {
    DistributedLock lock = open().lock(name);
    for (int i = 0; i < 50; i++) {
      CompletableFuture<T> future = ask.apply(lock);
      if (i % 2 == 0) {
        LockSupport.parkNanos(100_000L * (i % 10)); // anywhere within the acquire
      }
      if (!future.cancel(false)) {
        close.accept(future.get());
      }
    }

    open().lock(name).tryAcquire(PATIENCE).orElseThrow().close();
  }
}
