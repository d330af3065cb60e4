package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks that are idle are forgotten, without a collection of garbage; those in use are not. */
@Timeout(120)
class LockTableTest {

  private static final Executor THREADS = task -> new Thread(task).start();
  private static final LockOptions LINGERING =
      LockOptions.defaults().withLinger(Duration.ofMinutes(1));

  private final Queue<Runnable> sweeps = new ConcurrentLinkedQueue<>();
  private final LockTable table = new LockTable(sweeps::add, sweeps::add);
  private final AtomicInteger live = new AtomicInteger();
  private final Free free = new Free();

  /** A service at which one tenure follows the other. */
  private final class Free extends NoOpBackend {
    private SomeTenure last = new SomeTenure();

    @Override
    public void start(ProcessLock lock, Attempt attempt) {
      while (!live.compareAndSet(0, 1)) {
        Thread.yield(); // the tenure before is about to be ended
      }
      last =
          new SomeTenure() {
            @Override
            public void watchOthers() {
              lock.onOthers(this, false);
            }

            @Override
            public void renewTokens() {
              lock.onTokens(this, OptionalLong.empty());
            }

            @Override
            public CompletableFuture<?> end() {
              live.decrementAndGet();
              return super.end();
            }
          };
      lock.begun(attempt, last);
    }
  }

  private ProcessLock open(String name) {
    return table.open(name, () -> new ProcessLock(name, LockOptions.defaults(), free));
  }

  private static Lease acquire(ProcessLock lock, LockOptions options) {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    assertThat(lock.enqueue(Waiter.async(future, Runnable::run), options)).isTrue();
    return future.join();
  }

  private void sweep() {
    Runnable due = sweeps.poll();
    assertThat(due).as("a sweep that is due").isNotNull();
    due.run();
  }

  @Test
  void aHundredThousandNamesThatWereUsedOnceLeaveNothing() {
    List<ProcessLock> referredTo = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      ProcessLock lock = open("order " + i);
      referredTo.add(lock);
      acquire(lock, null).close();
    }
    assertThat(table.all()).hasSize(100_000);

    sweep();

    assertThat(table.all()).isEmpty();
    assertThat(sweeps).as("sweeps of nothing").isEmpty();
    assertThat(referredTo).allMatch(ProcessLock::isRetired);
  }

  @Test
  void whatIsInUseStaysUntilItIsIdle() {
    Queue<Lease> open = new ArrayDeque<>();
    open.add(acquire(open("held"), null));
    live.set(0); // the locks of this test have nothing to do with each other
    acquire(open("lingering"), LINGERING).close();
    NoOpBackend silent = new NoOpBackend();
    ProcessLock awaited =
        table.open("awaited", () -> new ProcessLock("awaited", LockOptions.defaults(), silent));
    awaited.enqueue(Waiter.async(new CompletableFuture<>(), Runnable::run), null);

    sweep();
    assertThat(table.all())
        .extracting(ProcessLock::name)
        .containsExactlyInAnyOrder("held", "lingering", "awaited");

    open.remove().close();
    sweep();
    assertThat(table.find("held")).isNull();
    assertThat(table.find("lingering")).isNotNull();
    assertThat(table.find("awaited")).isNotNull();
  }

  @Test
  void aThreadsLostHoldIsRememberedUntilItsLeasesAreClosed() {
    ProcessLock lock = open("orders");
    Waiter waiter = Waiter.oneTry();
    lock.enqueue(waiter, null);
    Lease lease = ((Waiter.Outcome.Granted) waiter.outcome()).lease();
    lock.onLost(free.last, LossCause.NODE_DELETED);

    sweep();
    assertThat(table.find("orders")).as("acquiring again must fail").isSameAs(lock);

    lease.close();
    sweep();
    assertThat(table.find("orders")).isNull();
  }

  @Test
  void aThreadThatHasEndedClosesNothingAnyMore() throws Exception {
    ProcessLock lock = open("orders");
    Thread thread = new Thread(() -> lock.enqueue(Waiter.oneTry(), null));
    thread.start();
    thread.join();
    lock.onLost(free.last, LossCause.NODE_DELETED);

    sweep();

    assertThat(table.find("orders")).isNull();
  }

  @Test
  void aRetiredLockGrantsNothingAndAnotherTakesItsPlace() {
    ProcessLock lock = open("orders");
    acquire(lock, null).close();
    sweep();
    CompletableFuture<Lease> future = new CompletableFuture<>();

    assertThat(lock.enqueue(Waiter.async(future, Runnable::run), null)).isFalse();

    assertThat(future).isNotDone();
    assertThat(live).hasValue(0);
    assertThat(open("orders")).isNotSameAs(lock).matches(other -> !other.isRetired());
  }

  /** Two processes' worth of threads against one that sweeps without a pause. */
  @Test
  void aSweepNeverMakesTwoLocksOfOne() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> sweeping = sweepUntil(over);
    List<CompletableFuture<Void>> asking = new ArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      asking.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < 3_000; round++) {
                  CompletableFuture<Lease> future = new CompletableFuture<>();
                  Waiter waiter = Waiter.async(future, Runnable::run);
                  while (!open("orders").enqueue(waiter, null)) {
                    Thread.yield();
                  }
                  try (Lease lease = future.join()) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    inside.decrementAndGet();
                    assertThat(lease.isHeld()).isTrue();
                  }
                }
              },
              THREADS));
    }
    for (CompletableFuture<Void> each : asking) {
      each.get(100, TimeUnit.SECONDS);
    }
    over.set(true);
    sweeping.get(20, TimeUnit.SECONDS);
  }

  /** Each asks with options of its own; some give up at once. */
  @Test
  void whoeverAsksIsAnsweredWhateverTheOptionsAndHoweverLocksAreSwept() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> sweeping = sweepUntil(over);
    AtomicInteger inside = new AtomicInteger();
    List<CompletableFuture<Void>> asking = new ArrayList<>();
    for (LockOptions options :
        Arrays.asList(null, LINGERING, LockOptions.defaults().withReentry(false))) {
      asking.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < 3_000; round++) {
                  ask(options, round % 3 == 0, inside);
                }
              },
              THREADS));
    }
    for (CompletableFuture<Void> each : asking) {
      each.get(100, TimeUnit.SECONDS);
    }
    over.set(true);
    sweeping.get(20, TimeUnit.SECONDS);

    ask(LockOptions.defaults(), false, inside); // nothing lingers after that
    assertThat(live).hasValue(0);
    assertThat(open("orders").describe()).contains("not held");
  }

  private CompletableFuture<Void> sweepUntil(AtomicBoolean over) {
    return CompletableFuture.runAsync(
        () -> {
          while (!over.get()) {
            Runnable due = sweeps.poll();
            if (due == null) {
              Thread.yield();
            } else {
              due.run();
            }
          }
        },
        THREADS);
  }

  private void ask(@Nullable LockOptions options, boolean givesUp, AtomicInteger inside) {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    Waiter waiter = Waiter.async(future, Runnable::run);
    ProcessLock lock = open("orders");
    try {
      while (!lock.enqueue(waiter, options)) {
        lock = open("orders");
      }
    } catch (IllegalStateException e) {
      return; // in use with other options
    }
    if (givesUp) {
      future.cancel(false);
      lock.withdraw(waiter);
      if (future.isCancelled()) {
        return;
      }
    }
    try (Lease lease = future.join()) {
      assertThat(inside.incrementAndGet()).isEqualTo(1);
      Thread.yield(); // others ask meanwhile
      inside.decrementAndGet();
      assertThat(lease.isHeld()).isTrue();
    }
  }
}
