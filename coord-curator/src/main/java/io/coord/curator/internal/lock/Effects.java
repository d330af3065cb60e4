package io.coord.curator.internal.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a transition leaves to be done once the lock's monitor is free: waking threads, requests. In
 * a hand-over from thread to thread that is one waiter, so that case allocates nothing more.
 */
final class Effects {

  private @Nullable Waiter settled;
  private @Nullable List<Runnable> more;
  private @Nullable Tenure ended;

  /** Tells the waiter its outcome. */
  void settle(Waiter waiter) {
    if (settled == null) {
      settled = waiter;
    } else {
      then(waiter::tell);
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

  /** The node's deletion goes out first: another process may be waiting for it. */
  private @Nullable CompletableFuture<?> perform() {
    CompletableFuture<?> end = ended == null ? null : ended.end();
    if (settled != null) {
      settled.tell();
    }
    if (more != null) {
      more.forEach(Runnable::run);
    }
    return end;
  }
}
