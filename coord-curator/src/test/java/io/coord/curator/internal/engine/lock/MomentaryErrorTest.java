package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An Error that strikes while the lock is handed over delays that, and does no more. */
class MomentaryErrorTest {

  private final World world = new World();
  private final ProcessLock lock = new ProcessLock("orders", LockOptions.defaults(), world);
  private final SomeTenure tenure = new SomeTenure();
  private final AtomicInteger errors = new AtomicInteger();
  private final Executor faltering =
      task -> {
        falter();
        task.run();
      };

  private void falter() {
    if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new OutOfMemoryError("for the test");
    }
  }

  private CompletableFuture<Lease> acquire(Executor completions) {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    lock.enqueue(Waiter.async(future, completions), null);
    return future;
  }

  @Test
  void aWaiterThatIsGrantedTheLockIsNotifiedAMomentLater() {
    CompletableFuture<Lease> first = acquire(faltering);
    CompletableFuture<Lease> second = acquire(faltering);
    errors.set(2);
    lock.begun(world.started, tenure);
    assertThat(first).isNotDone();

    world.runDue();
    assertThat(first).isCompleted();
    errors.set(1);
    first.join().close();
    assertThat(second).isNotDone();
    world.runDue();

    assertThat(second).isCompleted();
  }

  @Test
  void allWaitersLearnThatTheLockIsClosed() {
    List<CompletableFuture<Lease>> waiting = List.of(acquire(faltering), acquire(faltering));
    errors.set(3);

    lock.close();
    world.runDue();

    assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void aWaiterWhoseFailureCannotBeMadeFailsWithWhatPreventedThat() {
    CompletableFuture<Lease> future = acquire(Runnable::run);

    lock.failed(
        world.started,
        () -> {
          throw new OutOfMemoryError("for the test");
        });

    assertThat(future).isCompletedExceptionally();
  }

  @Test
  void aTenureThatCannotBeEndedIsEndedAMomentLater() {
    SomeTenure stubborn =
        new SomeTenure() {
          @Override
          public CompletableFuture<?> end() {
            falter();
            return super.end();
          }
        };
    CompletableFuture<Lease> future = acquire(Runnable::run);
    lock.begun(world.started, stubborn);
    errors.set(2);

    future.join().close();
    assertThat(stubborn.ended).isFalse();
    world.runDue();

    assertThat(stubborn.ended).isTrue();
  }

  @Test
  void afterAnAttemptThatCouldNotBeginComesAnother() {
    errors.set(1);
    CompletableFuture<Lease> future = acquire(Runnable::run);
    assertThat(world.started).isNull();

    world.runDue();
    lock.begun(world.started, tenure);

    assertThat(future).isCompleted();
  }

  /** Without anything that could take up what is to be done: as if there were no memory for it. */
  @Test
  void aLeaseWhoseCloseHasFailedIsClosedByTheNext() {
    CompletableFuture<Lease> future = acquire(Runnable::run);
    lock.begun(world.started, tenure);
    LeaseImpl lease = (LeaseImpl) future.join();
    List<LeaseState> told = new ArrayList<>();
    lease.subscribe((same, state) -> told.add(state));
    assertThatThrownBy(() -> lease.end(null)).isInstanceOf(NullPointerException.class);
    assertThat(lease.isHeld()).isTrue();

    lease.close();

    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    assertThat(tenure.ended).isTrue();
    assertThat(told).containsExactly(LeaseState.RELEASED);
  }

  private final class World extends NoOpBackend {
    private final Queue<Runnable> due = new ArrayDeque<>();
    private Attempt started;
    private long clock;

    @Override
    public long nanoTime() {
      return clock += TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void start(ProcessLock lock, Attempt attempt) {
      falter();
      started = attempt;
    }

    @Override
    public Future<?> later(Runnable task, Duration delay) {
      due.add(task);
      return new CompletableFuture<>();
    }

    private void runDue() {
      for (Runnable task = due.poll(); task != null; task = due.poll()) {
        task.run();
      }
    }
  }
}
