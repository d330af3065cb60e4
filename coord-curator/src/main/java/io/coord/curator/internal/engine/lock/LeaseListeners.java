package io.coord.curator.internal.engine.lock;

import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import io.coord.lock.Lease;
import io.coord.lock.LeaseListener;
import io.coord.lock.LeaseState;
import java.util.List;
import java.util.concurrent.Executor;

/** The listeners of one lease. All methods are called with the lock's monitor held. */
public final class LeaseListeners {

  private final Lease lease;
  private final Listeners<LeaseState> listeners = new Listeners<>();
  private LeaseState told;

  LeaseListeners(Lease lease, LeaseState known) {
    this.lease = lease;
    this.told = known;
  }

  public Subscription add(LeaseListener listener, Executor callbacks) {
    return listeners.subscribe(
        callbacks,
        state -> listener.onChange(lease, state),
        told == LeaseState.HELD ? List.of() : List.of(told));
  }

  void tell(LeaseState state) {
    if (state != told) {
      told = state;
      listeners.publish(state);
    }
  }
}
