package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.support.Retry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a transition leaves to be done once the lock's monitor is free: waking threads, requests. In
 * a hand-over from thread to thread that is one waiter, so that case allocates nothing more.
 */
final class DeferredActions {

  private final Executor later;
  private @Nullable Waiter settled;
  private @Nullable List<Runnable> more;
  private @Nullable Tenure ended;

  /**
   * Nothing to be done yet.
   *
   * @param later runs an action that has failed a moment later
   */
  DeferredActions(Executor later) {
    this.later = later;
  }

  /** Publishes the outcome of the waiter. */
  void settle(Waiter waiter) {
    if (settled == null) {
      settled = waiter;
    } else {
      then(waiter::publish);
    }
  }

  /** Gives the tenure back. */
  void end(Tenure tenure) {
    if (ended != null) {
      throw new IllegalStateException("one transition ends at most one tenure");
    }
    ended = tenure;
  }

  /** If it throws, it is run again. */
  void then(Runnable action) {
    if (more == null) {
      more = new ArrayList<>(2);
    }
    more.add(action);
  }

  /** As {@link #run}, and waits for the end of the tenure if it was ended. */
  void runAndAwaitEnd() {
    CompletableFuture<?> end = run();
    if (end != null && ended != null) {
      ended.awaitEnd(end);
    }
  }

  /**
   * To be called without a monitor held. The node's deletion goes out first: another process may be
   * waiting for it. None of the actions is left out because another has failed, or because it has
   * failed itself: a waiter that is not notified keeps the lock for good.
   *
   * @return completed when the tenure that was ended is out of the queue; null if none was
   */
  @Nullable CompletableFuture<?> run() {
    CompletableFuture<?> end = ended == null ? null : endOf(ended);
    if (settled != null) {
      publish(settled);
    }
    if (more != null) {
      more.forEach(action -> Retry.untilTaken(action, later));
    }
    return end;
  }

  private @Nullable CompletableFuture<?> endOf(Tenure tenure) {
    try {
      return tenure.end();
    } catch (RuntimeException | Error e) {
      Retry.afterFailure(
          e,
          () -> {
            var unused = tenure.end();
          },
          later);
      return null;
    }
  }

  /** As all others, but nothing is allocated if it succeeds. */
  private void publish(Waiter waiter) {
    try {
      waiter.publish();
    } catch (RuntimeException | Error e) {
      Retry.afterFailure(e, waiter::publish, later);
    }
  }
}
