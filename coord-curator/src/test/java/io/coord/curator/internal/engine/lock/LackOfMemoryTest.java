package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.coord.curator.internal.engine.lock.TenureRules.Step;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A step for which there is nothing that could take up its actions, as if there were no memory for
 * them, is not taken: the next event takes it. Otherwise the lock would wait for what nobody does.
 */
class LackOfMemoryTest {

  private final List<String> done = new ArrayList<>();
  private final NoOpBackend backend =
      new NoOpBackend() {
        @Override
        public void start(ProcessLock lock, Attempt attempt) {
          done.add("start");
        }

        @Override
        public void look(ProcessLock lock, Attempt attempt) {
          done.add("look");
        }

        @Override
        public Future<?> later(Runnable task, Duration delay) {
          done.add("later");
          return new CompletableFuture<>();
        }

        @Override
        public long connectionEpoch() {
          return epoch;
        }
      };
  private final SomeTenure tenure =
      new SomeTenure() {
        @Override
        public void watchOthers() {
          done.add("watch");
        }

        @Override
        public void renewTokens() {
          done.add("renew");
        }

        @Override
        public CompletableFuture<Verdict> verify() {
          done.add("verify");
          return new CompletableFuture<>();
        }
      };
  private final ProcessLock lock = new ProcessLock("orders", LockOptions.defaults(), backend);
  private long epoch = 1;

  /** Without memory first, and then with it. */
  private void twice(Consumer<DeferredActions> step) {
    done.clear();
    assertThatNullPointerException().isThrownBy(() -> step.accept(null));
    assertThat(done).isEmpty();
    with(step);
  }

  private static void with(Consumer<DeferredActions> step) {
    DeferredActions actions = new DeferredActions(Runnable::run);
    step.accept(actions);
    actions.run();
  }

  @Test
  void whatATenureCouldNotAskItAsksTheNextTime() {
    TenureState state = new TenureState(lock, tenure);

    twice(state::askForOthers);
    assertThat(done).containsExactly("watch");
    twice(state::verify);
    assertThat(done).containsExactly("verify");
    tenure.proven = false;
    twice(state::onProofChanged);
    assertThat(done).containsExactly("later");
  }

  @Test
  void tokensThatCouldNotBeAskedForAreNotAwaited() {
    TenureState state = new TenureState(lock, tenure);
    state.onOthers(false);
    for (int i = 0; i < 4_095; i++) {
      state.grant(state.newHold(Waiter.patient()));
    }

    twice(state::prepareNext);

    assertThat(done).containsExactly("renew");
    state.release();
    LockOptions many = LockOptions.defaults().withLocalHandoffs(4_096);
    assertThat(state.next(true, many)).isEqualTo(Step.AWAIT_TOKENS);
    state.onTokens(OptionalLong.of(18));
    assertThat(state.next(true, many)).isEqualTo(Step.GRANT);
  }

  @Test
  void anAttemptThatCouldNotBeginBeginsTheNextTime() {
    Acquisition acquisition = new Acquisition(lock, backend);

    twice(acquisition::start);
    assertThat(done).containsExactly("start");
  }

  @Test
  void aPauseThatNobodyWouldEndDoesNotBegin() {
    Acquisition acquisition = new Acquisition(lock, backend);

    twice(acquisition::pause);
    assertThat(done).containsExactly("later");
    acquisition.endPause();
    assertThatNullPointerException().isThrownBy(() -> acquisition.pause(null));
    assertThat(acquisition.isIdle()).isTrue();
  }

  @Test
  void aLookAndACancellationTakePlaceTheNextTime() {
    List<Attempt> started = new ArrayList<>();
    Acquisition acquisition = new Acquisition(lock, backend);
    with(acquisition::start);
    acquisition.ifUnderWay(started::add);
    acquisition.foundOther(started.get(0), 0);
    epoch++;

    twice(acquisition::lookIfOld);
    assertThat(done).containsExactly("look");
    assertThatNullPointerException().isThrownBy(() -> acquisition.cancel(null));
    assertThat(acquisition.isCancelled()).isFalse();
    with(acquisition::cancel);
    assertThat(started.get(0).isCancelled()).isTrue();
  }

  @Test
  void aTenureThatCouldNotBeEndedIsEndedByTheNextEvent() {
    LockState state = new LockState(lock, LockOptions.defaults(), backend);
    CompletableFuture<Lease> granted = new CompletableFuture<>();
    with(actions -> state.enqueue(Waiter.async(granted, Runnable::run), null, actions));
    with(actions -> state.begin(tenure, actions));
    LeaseImpl lease = (LeaseImpl) granted.join();

    assertThatNullPointerException().isThrownBy(() -> state.close(lease, null));
    assertThat(tenure.ended).isFalse();
    with(state::advance);

    assertThat(tenure.ended).isTrue();
  }

  @Test
  void aGrantThatCouldNotBeAnnouncedIsMadeByTheNextEvent() {
    LockState state = new LockState(lock, LockOptions.defaults(), backend);
    CompletableFuture<Lease> granted = new CompletableFuture<>();
    with(actions -> state.enqueue(Waiter.async(granted, Runnable::run), null, actions));

    assertThatNullPointerException().isThrownBy(() -> state.begin(tenure, null));
    assertThat(granted).isNotDone();
    with(state::advance);

    assertThat(granted).isCompleted();
  }

  @Test
  void aWaiterThatCouldNotBeToldOfAFailureIsToldTheNextTime() {
    LocalWaiters waiters = new LocalWaiters();
    CompletableFuture<Lease> future = new CompletableFuture<>();
    waiters.add(Waiter.async(future, Runnable::run));

    twice(actions -> waiters.failAll(IllegalStateException::new, actions));

    assertThat(future).isCompletedExceptionally();
  }
}
