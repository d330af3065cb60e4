package io.coord.curator.internal.lock;

import io.coord.curator.internal.lock.Waiter.Outcome;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.function.Supplier;

/**
 * Who waits for a lock in this process, in order of arrival. Those that make but one try leave as
 * soon as the lock is seen in other hands. All of it is guarded by the lock's monitor; whoever
 * leaves with an outcome is told by the {@link Effects}.
 */
final class LocalQueue {

  private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
  private int oneTries; // so that nobody looks for them when there is none
  private long sightings; // how often the lock was seen in other hands

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  void add(Waiter waiter) {
    waiter.sightings(sightings);
    waiters.add(waiter);
    oneTries += waiter.isOneTry() ? 1 : 0;
  }

  /** Takes this one out; false if it is not queued any more. */
  boolean remove(Waiter waiter) {
    boolean removed = waiters.remove(waiter);
    if (removed) {
      oneTries -= waiter.isOneTry() ? 1 : 0;
    }
    return removed;
  }

  /** Takes the first one out. */
  Waiter poll() {
    Iterator<Waiter> first = waiters.iterator();
    Waiter waiter = first.next();
    first.remove();
    oneTries -= waiter.isOneTry() ? 1 : 0;
    return waiter;
  }

  /** The lock is in other hands than those of whoever waits: the one tries are refused. */
  void seeOtherHolder(Effects effects) {
    sightings++;
    settleOneTries(new Outcome.Refused(), effects);
  }

  /** Whether the lock was seen in other hands since this waiter came. */
  boolean sawOtherHolder(Waiter waiter) {
    return sightings != waiter.sightings();
  }

  /** Nothing could be learnt for those that make one try. */
  void failOneTries(Supplier<? extends RuntimeException> failure, Effects effects) {
    settleOneTries(new Outcome.Failed(failure), effects);
  }

  void failAll(Supplier<? extends RuntimeException> failure, Effects effects) {
    for (Waiter waiter : waiters) {
      waiter.settle(new Outcome.Failed(failure));
      effects.settle(waiter);
    }
    waiters.clear();
    oneTries = 0;
  }

  private void settleOneTries(Outcome outcome, Effects effects) {
    if (oneTries == 0) {
      return;
    }
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.isOneTry()) {
        each.remove();
        waiter.settle(outcome);
        effects.settle(waiter);
      }
    }
    oneTries = 0;
  }
}
