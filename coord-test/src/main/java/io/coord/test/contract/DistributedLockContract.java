package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.assertThatThrownBy;
import static io.coord.test.contract.Assertions.awaitUntil;

import io.coord.Coordination;
import io.coord.lock.Contender;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link DistributedLock} promises: exclusion, order, rising tokens, and what others see of a
 * lock.
 */
@Timeout(240)
public abstract class DistributedLockContract extends LockContract {

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
      CompletableFuture<Void> unused =
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
    awaitUntil(() -> served.size() == 40);
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
    assertThat(contenders).map(Contender::holder).containsExactly(true, false);
    assertThat(contenders).map(Contender::owner).allMatch(owner -> !owner.isBlank());
    assertThat(contenders.get(0).since()).isLessThanOrEqualTo(contenders.get(1).since());
    assertThat(contenders.get(0).since()).isGreaterThan(Instant.now().minusSeconds(300));
    lease.close();
    one.get(20, TimeUnit.SECONDS).close();
    two.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void handlesOfOneNameAreOneLock() throws Exception {
    Coordination coordination = open();
    DistributedLock lock = coordination.lock(name);
    DistributedLock same = coordination.lock(name);
    assertThat(same.name()).isEqualTo(name);

    Lease lease = lock.acquire();
    assertThat(same.acquireAsync().cancel(false)).as("it waits").isTrue();
    Lease again = same.tryAcquire().orElseThrow();
    assertThat(again.fencingToken()).as("reentrant").isEqualTo(lease.fencingToken());
    List<Integer> served = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      waiting.add(
          (i % 2 == 0 ? lock : coordination.lock(name))
              .acquireAsync()
              .thenAccept(
                  next -> {
                    served.add(number);
                    next.close();
                  }));
    }
    lease.close();
    again.close();

    for (CompletableFuture<Void> each : waiting) {
      each.get(20, TimeUnit.SECONDS);
    }
    assertThat(served).as("one queue").isSorted().hasSize(10);
  }

  @Test
  void aLingeringLockStaysUntilAnotherProcessAsks() throws Exception {
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
  void aLingeringLockIsReleasedInTheEnd() throws Exception {
    LockOptions lingering = LockOptions.defaults().withLinger(Duration.ofSeconds(4));
    DistributedLock lock = open().lock(name, lingering);

    lock.acquire().close();

    assertThat(lock.contenders()).hasSize(1);
    awaitContenders(lock, 0);
  }

  @Test
  void closingTheCoordinationReleasesItsLocksAndFailsItsWaiters() throws Exception {
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
}
