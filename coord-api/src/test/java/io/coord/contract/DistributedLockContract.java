package io.coord.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.lock.Contender;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link DistributedLock} promises. */
@Timeout(240)
public abstract class DistributedLockContract extends ContractSuite {

  /** Used by one test only. */
  protected final String name = "lock-" + UUID.randomUUID();

  // ---- exclusion, order, tokens

  @Test
  void oneProcessHoldsTheLockAtATime() throws Exception {
    DistributedLock here = open().lock(name);
    DistributedLock there = open().lock(name);

    Lease lease = here.acquire();
    assertThat(there.tryAcquire()).isEmpty();
    lease.close();

    Optional<Lease> next = there.tryAcquire();
    assertThat(next).isPresent();
    assertThat(here.tryAcquire()).isEmpty();
    next.get().close();
  }

  @Test
  void oneThreadOfAProcessHoldsTheLockAtATime() throws Exception {
    DistributedLock lock = open().lock(name);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          inThread(
              () -> {
                for (int round = 0; round < 50; round++) {
                  try (Lease lease = lock.acquire()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    lease.ensureHeld();
                    inside.decrementAndGet();
                  }
                }
              }));
    }

    for (CompletableFuture<Void> thread : threads) {
      thread.get(60, TimeUnit.SECONDS);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void tokensRiseWithEveryGrantInAnyProcess() throws Exception {
    List<DistributedLock> locks = List.of(open().lock(name), open().lock(name));
    List<Long> tokens = new ArrayList<>();

    for (int i = 0; i < 10; i++) {
      try (Lease lease = locks.get(i / 2 % 2).acquire()) {
        tokens.add(lease.fencingToken());
      }
    }

    assertThat(tokens).allMatch(token -> token > 0).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void threadsOfAProcessAreGrantedTheLockInOrderOfArrival() throws Exception {
    DistributedLock lock = open().lock(name);
    List<Integer> served = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();

    Lease first = lock.acquire();
    for (int i = 0; i < 40; i++) {
      int number = i;
      CompletableFuture<Lease> future = lock.acquireAsync();
      waiting.add(future);
      future.thenAccept(
          lease -> {
            served.add(number);
            lease.close();
          });
    }
    first.close();

    for (CompletableFuture<Lease> future : waiting) {
      future.get(20, TimeUnit.SECONDS);
    }
    Awaitility.await().atMost(PATIENCE).until(() -> served.size() == 40);
    assertThat(served).isSorted();
  }

  @Test
  void locksOfDifferentNamesAreIndependent() throws Exception {
    Coordination here = open();
    Coordination there = open();

    try (Lease orders = here.lock(name).acquire();
        Lease nested = there.lock(name + "/42").acquire();
        Lease dots = there.lock("..").acquire()) {
      assertThat(orders.isHeld()).isTrue();
      assertThat(nested.isHeld()).isTrue();
      assertThat(dots.isHeld()).isTrue();
    }
  }

  // ---- reentrancy

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
              Awaitility.await()
                  .atMost(PATIENCE)
                  .until(() -> holder.getState() == Thread.State.WAITING);
              lease.close();
            });

    try (Lease next = lock.acquire()) {
      assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    }
    closing.get(20, TimeUnit.SECONDS);
  }

  // ---- asking with a limit

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

  // ---- interruption

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

  // ---- without waiting

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
  void cancellingAFutureLeavesTheQueue() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease lease = lock.acquire();
    CompletableFuture<Lease> future = other.acquireAsync();
    awaitContenders(lock, 2);

    future.cancel(false);

    awaitContenders(lock, 1);
    lease.close();
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void aLockGrantedWhileItsFutureIsCancelledIsReleased() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Lease> future = lock.acquireAsync();
      if (i % 2 == 0) {
        LockSupport.parkNanos(100_000 * (i % 10)); // anywhere within the acquire
      }
      if (!future.cancel(false)) {
        future.get().close();
      }
    }

    Lease lease = other.tryAcquire(PATIENCE).orElseThrow();
    lease.close();
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
  void cancellingATimedAttemptLeavesTheQueue() throws Exception {
    DistributedLock lock = open().lock(name);
    DistributedLock other = open().lock(name);
    Lease lease = lock.acquire();
    CompletableFuture<Optional<Lease>> future = other.tryAcquireAsync(Duration.ofMinutes(5));
    awaitContenders(lock, 2);

    future.cancel(false);

    awaitContenders(lock, 1);
    lease.close();
    lock.tryAcquire().orElseThrow().close();
  }

  @Test
  void aLockGrantedWhileItsTimedAttemptIsCancelledIsReleased() throws Exception {
    DistributedLock lock = open().lock(name);
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Optional<Lease>> future = lock.tryAcquireAsync(PATIENCE);
      if (i % 2 == 0) {
        LockSupport.parkNanos(100_000 * (i % 10)); // anywhere within the acquire
      }
      if (!future.cancel(false)) {
        future.get().orElseThrow().close();
      }
    }

    open().lock(name).tryAcquire(PATIENCE).orElseThrow().close();
  }

  // ---- running a task

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
  void aLockSaysWhatItIsAndInWhichState() throws Exception {
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

  // ---- the rest

  @Test
  void contendersListsTheProcessesInTheQueueHolderFirst() throws Exception {
    DistributedLock first = open().lock(name);
    DistributedLock second = open().lock(name);
    assertThat(first.contenders()).isEmpty();

    Lease lease = first.acquire();
    CompletableFuture<Lease> one = second.acquireAsync();
    CompletableFuture<Lease> two = second.acquireAsync();
    awaitContenders(first, 2);

    List<Contender> contenders = second.contenders();
    assertThat(contenders).extracting(Contender::holder).containsExactly(true, false);
    assertThat(contenders).extracting(Contender::owner).allMatch(owner -> !owner.isBlank());
    assertThat(contenders.get(0).since()).isBeforeOrEqualTo(contenders.get(1).since());
    assertThat(contenders.get(0).since()).isAfter(Instant.now().minusSeconds(300));
    lease.close();
    one.get(20, TimeUnit.SECONDS).close();
    two.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void theSameNameIsTheSameLock() throws Exception {
    Coordination coordination = open();
    LockOptions options = LockOptions.defaults().withLocalHandoffs(3);

    DistributedLock lock = coordination.lock(name, options);

    assertThat(lock.name()).isEqualTo(name);
    assertThat(coordination.lock(name)).isSameAs(lock);
    assertThat(coordination.lock(name, options)).isSameAs(lock);
    assertThatIllegalStateException()
        .isThrownBy(() -> coordination.lock(name, LockOptions.defaults()))
        .withMessageContaining(name);
  }

  @Test
  void aLingeringLockIsThereForThisProcessAndGivenToWhoeverAsks() throws Exception {
    LockOptions lingering = LockOptions.defaults().withLinger(Duration.ofMinutes(5));
    DistributedLock lock = open().lock(name, lingering);
    DistributedLock other = open().lock(name);

    lock.acquire().close();
    lock.acquire().close();
    assertThat(lock.contenders()).as("it lingers").hasSize(1);
    Lease taken = other.tryAcquire(PATIENCE).orElseThrow();

    assertThat(taken.isHeld()).isTrue();
    taken.close();
  }

  @Test
  void lingeringEnds() throws Exception {
    LockOptions lingering = LockOptions.defaults().withLinger(Duration.ofSeconds(4));
    DistributedLock lock = open().lock(name, lingering);

    lock.acquire().close();

    assertThat(lock.contenders()).hasSize(1);
    awaitContenders(lock, 0);
  }

  @Test
  void aCoordinationThatIsClosedReleasesAndWakesAll() throws Exception {
    Coordination coordination = open();
    DistributedLock lock = coordination.lock(name);
    DistributedLock observer = open().lock(name);
    Lease lease = lock.acquire();
    CompletableFuture<Lease> async = lock.acquireAsync();
    CompletableFuture<Void> thread = inThread(lock::acquire);
    CompletableFuture<Void> timed = inThread(() -> lock.tryAcquire(Duration.ofMinutes(1)));

    coordination.close();

    for (CompletableFuture<?> waiting : List.of(async, thread, timed)) {
      assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("closed");
    }
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.state()).isIn(LeaseState.LOST, LeaseState.RELEASED);
    awaitContenders(observer, 0);
    lease.close();
    assertThatIllegalStateException().isThrownBy(lock::acquire);
    assertThatIllegalStateException().isThrownBy(lock::tryAcquire);
    assertThatIllegalStateException().isThrownBy(() -> lock.tryAcquire(Duration.ofSeconds(1)));
    assertThatIllegalStateException().isThrownBy(lock::acquireAsync);
    assertThatIllegalStateException().isThrownBy(() -> lock.tryAcquireAsync(PATIENCE));
    assertThatIllegalStateException().isThrownBy(lock::contenders);
    assertThatIllegalStateException().isThrownBy(() -> coordination.lock(name));
    assertThat(lock.name()).isEqualTo(name);
  }

  /** Waits until so many processes are queued. */
  protected static void awaitContenders(DistributedLock lock, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> lock.contenders().size() == count);
  }

  /** Something that may throw. */
  @FunctionalInterface
  protected interface Action {
    void run() throws Exception;
  }

  /** Runs it in a thread of its own. */
  protected static CompletableFuture<Void> inThread(Action action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            },
            "contract-test");
    thread.setDaemon(true);
    thread.start();
    return done;
  }
}
