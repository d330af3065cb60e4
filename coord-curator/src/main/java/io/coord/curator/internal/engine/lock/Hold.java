package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.support.Log;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One grant, shared by the leases of its reentrant acquires. It refers to them only weakly, so that
 * a lease that was forgotten by everybody else can be noticed.
 */
public final class Hold {

  private static final Log log = Log.of(Hold.class);

  private final ProcessLock lock;
  private final Tenure tenure;
  private final long token;
  private final @Nullable Thread owner;
  private final List<WeakReference<LeaseImpl>> leases = new ArrayList<>(1); // guarded by the lock
  private final List<LeaseListeners> listeners = new ArrayList<>(0); // guarded by the lock
  private final @Nullable Throwable acquiredAt;
  private @Nullable Runnable onLost; // guarded by the lock's monitor
  private int open; // guarded by the lock's monitor
  private boolean warned; // guarded by the lock's monitor
  private volatile @Nullable LossCause lossCause; // written once, under the lock's monitor

  Hold(ProcessLock lock, Tenure tenure, long token, Waiter granted) {
    this.lock = lock;
    this.tenure = tenure;
    this.token = token;
    this.owner = granted.thread();
    this.acquiredAt = granted.askedAt();
  }

  ProcessLock lock() {
    return lock;
  }

  public Tenure tenure() {
    return tenure;
  }

  long token() {
    return token;
  }

  @Nullable Thread owner() {
    return owner;
  }

  @Nullable LossCause lossCause() {
    return lossCause;
  }

  boolean isProven() {
    return lossCause == null && tenure.isProven();
  }

  LeaseState state() {
    if (lossCause != null) {
      return LeaseState.LOST;
    }
    return tenure.isProven() ? LeaseState.HELD : LeaseState.SUSPECT;
  }

  // The rest is called with the lock's monitor held.

  LeaseImpl open() {
    open++;
    LeaseImpl lease = new LeaseImpl(this);
    leases.add(new WeakReference<>(lease));
    return lease;
  }

  /** That lease is about to be closed. */
  void forget(LeaseImpl lease) {
    leases.removeIf(reference -> reference.refersTo(lease));
  }

  /** One lease is closed; returns whether that was the last one. */
  boolean close() {
    open--;
    return open == 0;
  }

  boolean isOpen() {
    return open > 0;
  }

  void lose(LossCause cause, DeferredActions actions) {
    lossCause = cause;
    if (onLost != null) {
      actions.then(onLost);
    }
    publishState(actions);
  }

  /** Has the observer notified of the loss, also if that is past. There is at most one. */
  void whenLost(Runnable observer, DeferredActions actions) {
    onLost = observer;
    if (lossCause != null) {
      actions.then(observer);
    }
  }

  void add(LeaseListeners some) {
    listeners.add(some);
  }

  void remove(LeaseListeners some) {
    listeners.remove(some);
  }

  /** Tells the state to those who do not know it yet. */
  void publishState(DeferredActions actions) {
    if (!listeners.isEmpty()) {
      LeaseState state = state();
      listeners.forEach(some -> some.publish(state, actions));
    }
  }

  void warnIfForgotten(DeferredActions actions) {
    if (warned || leases.stream().noneMatch(reference -> reference.refersTo(null))) {
      return;
    }
    warned = true;
    String hint =
        acquiredAt == null ? " Set -D" + Waiter.TRACK_PROPERTY + "=true to see where." : "";
    actions.then(
        () ->
            log.warn(
                "A lease of lock '{}' (token {}) was never closed and is no longer referenced; the lock"
                    + " stays held until this Coordination is closed. Close leases with try-with-resources.{}",
                lock.name(),
                token,
                hint,
                acquiredAt));
  }
}
