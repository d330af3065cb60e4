package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.lock.Waiter.Outcome;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a lock in this process, in order of arrival. Single tries leave as soon as another
 * process is seen to hold the lock. All of it is guarded by the lock's monitor; a waiter that
 * leaves with an outcome is notified by the {@link DeferredActions}.
 *
 * <p>The waiters are linked to each other: whichever gives up is taken out at once, and none needs
 * a hash code, whose first computation costs more than all else of a grant.
 */
final class LocalWaiters {

  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int oneTries; // so that nobody looks for them when there is none
  private long sightings; // how often the lock was seen in other hands

  boolean isEmpty() {
    return first == null;
  }

  void add(Waiter waiter) {
    waiter.sightings(sightings);
    waiter.queued = true;
    waiter.before = last;
    if (last == null) {
      first = waiter;
    } else {
      last.after = waiter;
    }
    last = waiter;
    oneTries += waiter.isOneTry() ? 1 : 0;
  }

  /** Takes this one out; false if it is not queued any more. */
  boolean remove(Waiter waiter) {
    if (!waiter.queued) {
      return false;
    }
    Waiter before = waiter.before;
    Waiter after = waiter.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    waiter.queued = false;
    waiter.before = null;
    waiter.after = null;
    oneTries -= waiter.isOneTry() ? 1 : 0;
    return true;
  }

  /** Whose turn it is; there must be one. */
  Waiter first() {
    return Objects.requireNonNull(first, "first");
  }

  /** Somebody else holds the lock: single tries are refused. */
  void seeOtherHolder(DeferredActions actions) {
    sightings++;
    if (oneTries > 0) {
      settle(Waiter::isOneTry, new Outcome.Refused(), actions);
    }
  }

  /** Whether the lock was seen in other hands since this waiter came. */
  boolean sawOtherHolder(Waiter waiter) {
    return sightings != waiter.sightings();
  }

  /** Whether anybody holds the lock could not be found out: single tries fail. */
  void failOneTries(Supplier<? extends RuntimeException> failure, DeferredActions actions) {
    if (oneTries > 0) {
      settle(Waiter::isOneTry, new Outcome.Failed(failure), actions);
    }
  }

  void failAll(Supplier<? extends RuntimeException> failure, DeferredActions actions) {
    settle(waiter -> true, new Outcome.Failed(failure), actions);
  }

  private void settle(Predicate<Waiter> which, Outcome outcome, DeferredActions actions) {
    Waiter next;
    for (Waiter waiter = first; waiter != null; waiter = next) {
      next = waiter.after;
      if (which.test(waiter)) {
        actions.settle(waiter); // first: one that has left must be notified
        remove(waiter);
        waiter.settle(outcome);
      }
    }
  }
}
