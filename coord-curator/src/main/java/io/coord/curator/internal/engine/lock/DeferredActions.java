package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.support.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a transition leaves to be done once the lock's monitor is free: waking threads, requests. In
 * a hand-over from thread to thread that is one waiter, so that case allocates nothing more.
 */
final class DeferredActions {

  private static final Log log = Log.of(DeferredActions.class);

  private @Nullable Waiter settled;
  private @Nullable List<Runnable> more;
  private @Nullable Tenure ended;

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

  void then(Runnable action) {
    if (more == null) {
      more = new ArrayList<>(2);
    }
    more.add(action);
  }

  /** To be called without a monitor held. */
  void run() {
    var unused = perform();
  }

  /** The same, and waits for the end of the tenure if it was ended. */
  void runAndAwaitEnd() {
    CompletableFuture<?> end = perform();
    if (end != null && ended != null) {
      ended.awaitEnd(end);
    }
  }

  /**
   * The node's deletion goes out first: another process may be waiting for it. None of the actions
   * is left out because another has failed.
   */
  private @Nullable CompletableFuture<?> perform() {
    CompletableFuture<?> end = ended == null ? null : endOf(ended);
    if (settled != null) {
      publish(settled);
    }
    if (more != null) {
      more.forEach(DeferredActions::perform);
    }
    return end;
  }

  private static @Nullable CompletableFuture<?> endOf(Tenure tenure) {
    try {
      return tenure.end();
    } catch (RuntimeException | Error e) {
      log.error("A tenure could not be ended; its node may stay until the session ends.", e);
      return null;
    }
  }

  private static void publish(Waiter waiter) {
    try {
      waiter.publish();
    } catch (RuntimeException | Error e) {
      log.error("A waiter could not be notified of its outcome.", e);
    }
  }

  private static void perform(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException | Error e) {
      log.error("A deferred action failed; the others were still run.", e);
    }
  }
}
