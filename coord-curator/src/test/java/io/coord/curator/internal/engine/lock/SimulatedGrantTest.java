package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.lock.Lease;
import io.coord.lock.LeaseListener;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a grant, beside a service that is simulated: all that happens is done by the
 * test's thread, and at once.
 */
class SimulatedGrantTest {

  private final World world = new World();
  private final ProcessLock lock = new ProcessLock("orders", LockOptions.defaults(), world);
  private final SomeTenure tenure = new SomeTenure();
  private final List<LeaseState> told = new ArrayList<>();
  private Lease lease;

  @BeforeEach
  void acquireAndListen() {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    lock.enqueue(Waiter.async(future, Runnable::run), null);
    lock.begun(world.started, tenure);
    lease = future.join();
    lease.subscribe((same, state) -> told.add(state));
  }

  @Test
  void aLossIsToldOnceHoweverOftenItIsFoundOut() {
    lock.onLost(tenure, LossCause.NODE_DELETED);
    lock.onLost(tenure, LossCause.SESSION_EXPIRED);
    lock.onProofChanged(tenure);
    lock.close();
    lease.close();
    lease.close();

    assertThat(told).containsExactly(LeaseState.LOST);
    assertThat(lease.lossCause()).contains(LossCause.NODE_DELETED);
  }

  @Test
  void allLeasesOfAHoldAreToldOnceEach() {
    List<LeaseState> alsoTold = new ArrayList<>();
    lease.subscribe((same, state) -> alsoTold.add(state));

    lock.onLost(tenure, LossCause.SESSION_EXPIRED);
    lease.close();

    assertThat(told).containsExactly(LeaseState.LOST);
    assertThat(alsoTold).containsExactly(LeaseState.LOST);
  }

  @Test
  void onlyChangesAreTold() {
    lock.onProofChanged(tenure);
    tenure.proven = false;
    lock.onProofChanged(tenure);
    lock.onProofChanged(tenure);
    tenure.proven = true;
    lock.onProofChanged(tenure);
    lock.onProofChanged(tenure);
    lease.close();
    lease.close();

    assertThat(told).containsExactly(LeaseState.SUSPECT, LeaseState.HELD, LeaseState.RELEASED);
  }

  @Test
  void aListenerOfALeaseInDoubtIsToldSoFirst() {
    List<LeaseState> late = new ArrayList<>();
    tenure.proven = false; // by the mere passing of time: nobody has noticed yet
    lease.subscribe((same, state) -> late.add(state));

    assertThat(late).containsExactly(LeaseState.SUSPECT);
    assertThat(told).as("the others learn of it, too").containsExactly(LeaseState.SUSPECT);
    tenure.proven = true;
    lock.onProofChanged(tenure);
    assertThat(late).containsExactly(LeaseState.SUSPECT, LeaseState.HELD);
    assertThat(told).containsExactly(LeaseState.SUSPECT, LeaseState.HELD);
  }

  @Test
  void aListenerOfALeaseThatIsHeldIsToldNothingFirst() {
    List<LeaseState> late = new ArrayList<>();
    lease.subscribe((same, state) -> late.add(state));

    assertThat(late).isEmpty();
  }

  @Test
  void aGrantWhoseFutureWasCancelledBeforeItWasCompletedIsGivenBack() {
    ProcessLock other = new ProcessLock("others", LockOptions.defaults(), world);
    SomeTenure theirs = new SomeTenure();
    List<Runnable> completions = new ArrayList<>();
    CompletableFuture<Lease> future = new CompletableFuture<>();
    other.enqueue(Waiter.async(future, completions::add), null);
    other.begun(world.started, theirs);

    future.cancel(false);
    assertThat(theirs.ended).isFalse();
    completions.forEach(Runnable::run);

    assertThat(theirs.ended).isTrue();
  }

  /** As by an executor that is closed and gets no thread: it runs listeners where it is called. */
  @Test
  void aListenerIsNeverCalledWithTheMonitorHeld() {
    List<LeaseState> free = new ArrayList<>();
    LeaseListener listener =
        (same, state) -> {
          CompletableFuture<Void> other =
              CompletableFuture.runAsync(lock::describe, task -> new Thread(task).start());
          assertThat(other).succeedsWithin(Duration.ofSeconds(20));
          free.add(state);
        };
    tenure.proven = false;
    lease.subscribe(listener);
    tenure.proven = true;
    lock.onProofChanged(tenure);
    lease.close();
    lease.subscribe(listener);

    assertThat(free)
        .containsExactly(
            LeaseState.SUSPECT, LeaseState.HELD, LeaseState.RELEASED, LeaseState.RELEASED);
  }

  @Test
  void aListenerOfALossIsNeverCalledWithTheMonitorHeld() {
    CompletableFuture<LeaseState> free = new CompletableFuture<>();
    lease.subscribe(
        (same, state) ->
            CompletableFuture.runAsync(lock::describe, task -> new Thread(task).start())
                .orTimeout(20, TimeUnit.SECONDS)
                .thenRun(() -> free.complete(state))
                .join());

    lock.onLost(tenure, LossCause.NODE_DELETED);

    assertThat(free).isCompletedWithValue(LeaseState.LOST);
  }

  @Test
  void anErrorInAChangeSwallowsNothingThatItHasLeftToBeDone() {
    LockOptions lingering = LockOptions.defaults().withLinger(Duration.ofMinutes(1));
    ProcessLock other = new ProcessLock("others", lingering, world);
    SomeTenure theirs = new SomeTenure();
    CompletableFuture<Lease> future = new CompletableFuture<>();
    other.enqueue(Waiter.async(future, Runnable::run), null);
    other.begun(world.started, theirs);
    future.join().close();
    assertThat(theirs.ended).as("it lingers").isFalse();
    Waiter waiter = Waiter.async(new CompletableFuture<>(), Runnable::run);

    world.failing = true;
    assertThatThrownBy(() -> other.enqueue(waiter, LockOptions.defaults()))
        .isInstanceOf(StackOverflowError.class);

    assertThat(theirs.ended).as("other options end it").isTrue();
    world.failing = false;
    assertThat(other.withdraw(waiter)).isTrue();
  }

  @Test
  void aWaiterWhoseGrantFailsStaysAndIsGrantedTheLockLaterWithTheFirstToken() throws Exception {
    ProcessLock other = new ProcessLock("others", LockOptions.defaults(), world);
    SomeTenure theirs = new SomeTenure();
    AtomicBoolean failing = new AtomicBoolean();
    CompletableFuture<Waiter> queued = new CompletableFuture<>();
    Thread owner =
        new Thread(
            () -> {
              Waiter waiter = Waiter.patient();
              other.enqueue(waiter, null);
              queued.complete(waiter);
            }) {
          @Override
          public int hashCode() {
            if (failing.get()) {
              throw new StackOverflowError("for the test");
            }
            return 17;
          }
        };
    owner.start();
    Waiter waiter = queued.get(20, TimeUnit.SECONDS);

    failing.set(true);
    assertThatThrownBy(() -> other.begun(world.started, theirs))
        .isInstanceOf(StackOverflowError.class);
    assertThat(waiter.outcome()).isNull();
    failing.set(false);
    other.onProofChanged(theirs);

    assertThat(waiter.outcome()).isInstanceOf(Waiter.Outcome.Granted.class);
    Lease granted = ((Waiter.Outcome.Granted) waiter.outcome()).lease();
    assertThat(granted.fencingToken()).isEqualTo(FencingToken.first(theirs.czxid()));
    granted.close();
    assertThat(theirs.ended).isTrue();
  }

  /** A lock may linger for years, and have many tenures meanwhile. */
  @Test
  void aTenureThatEndsEarlyLeavesNoTimerOfItsLinger() {
    LockOptions forYears = LockOptions.defaults().withLinger(Duration.ofDays(3_650));
    List<BiConsumer<ProcessLock, Tenure>> endings =
        List.of(
            (other, theirs) -> other.onOthers(theirs, true),
            (other, theirs) -> other.onLost(theirs, LossCause.NODE_DELETED),
            (other, theirs) -> other.enqueue(Waiter.oneTry(), LockOptions.defaults()),
            (other, theirs) -> other.close());
    for (BiConsumer<ProcessLock, Tenure> end : endings) {
      ProcessLock other = new ProcessLock("others", forYears, world);
      SomeTenure theirs = new SomeTenure();
      CompletableFuture<Lease> future = new CompletableFuture<>();
      other.enqueue(Waiter.async(future, Runnable::run), null);
      other.begun(world.started, theirs);
      future.join().close();
      assertThat(world.timer).isNotDone();

      end.accept(other, theirs);

      assertThat(theirs.ended).isTrue();
      assertThat(world.timer).isCancelled();
    }
  }

  private static final class World extends NoOpBackend {
    private CompletableFuture<Void> timer = CompletableFuture.completedFuture(null);
    private Attempt started;
    private boolean failing;

    @Override
    public long connectionEpoch() {
      if (failing) {
        throw new StackOverflowError("for the test");
      }
      return 1;
    }

    @Override
    public Future<?> later(Runnable task, Duration delay) {
      timer = new CompletableFuture<>();
      return timer;
    }

    @Override
    public void start(ProcessLock lock, Attempt attempt) {
      started = attempt;
    }
  }
}
