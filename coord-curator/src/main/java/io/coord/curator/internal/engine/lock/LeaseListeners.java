package io.coord.curator.internal.engine.lock;

import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import io.coord.lock.Lease;
import io.coord.lock.LeaseListener;
import io.coord.lock.LeaseState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The listeners of one lease. All methods are called with the lock's monitor held, which fixes the
 * order of what is published. The hand-over to the listeners' threads is deferred: an executor that
 * is closed may run what it is given on the calling thread.
 */
final class LeaseListeners {

  private final Lease lease;
  private final Executor callbacks;
  private final Listeners<LeaseState> listeners = new Listeners<>();
  private final List<Runnable> handOvers = new ArrayList<>(1);
  private LeaseState published;

  LeaseListeners(Lease lease, LeaseState known, Executor callbacks) {
    this.lease = lease;
    this.published = known;
    this.callbacks = callbacks;
  }

  Subscription add(LeaseListener listener, DeferredActions actions) {
    Subscription subscription =
        listeners.subscribe(
            handOvers::add,
            state -> listener.onChange(lease, state),
            published == LeaseState.HELD ? List.of() : List.of(published));
    handOver(actions);
    return subscription;
  }

  void publish(LeaseState state, DeferredActions actions) {
    if (state != published) {
      listeners.publish(state);
      published = state;
    }
    handOver(actions);
  }

  /** What cannot be handed over now is by the next call. */
  private void handOver(DeferredActions actions) {
    listeners.handOver(); // only to the list: the monitor is held
    while (!handOvers.isEmpty()) {
      Runnable task = handOvers.get(0);
      actions.then(() -> callbacks.execute(task));
      handOvers.remove(0);
    }
  }
}
