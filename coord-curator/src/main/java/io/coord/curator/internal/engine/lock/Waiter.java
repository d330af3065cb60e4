package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.support.Deadline;
import io.coord.lock.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A parked thread or a future that wants the lock. Its outcome is settled once, under the lock's
 * monitor, and published when the monitor is free. A thread waits by parking, so virtual threads
 * release their carrier (hazard L13).
 */
public final class Waiter {

  /** System property: if true, the warning of a forgotten lease says where it was acquired. */
  static final String TRACK_PROPERTY = "io.coord.lock.trackAcquisition";

  /** How the waiting ended. */
  sealed interface Outcome {
    /** With the lock. */
    record Granted(LeaseImpl lease) implements Outcome {}

    /** The one try found another holding it. */
    record Refused() implements Outcome {}

    /** With this failure, created for each waiter. */
    record Failed(Supplier<? extends RuntimeException> failure) implements Outcome {}
  }

  private final @Nullable Thread thread; // either this
  private final @Nullable CompletableFuture<Lease> future; // or this and the executor
  private final @Nullable Executor callbacks;
  private final boolean oneTry;
  private final @Nullable Throwable askedAt =
      Boolean.getBoolean(TRACK_PROPERTY) ? new Throwable("acquired here") : null;
  private volatile @Nullable Outcome outcome; // written once, under the lock's monitor
  private long sightings; // guarded by the lock's monitor

  // Its place in the LocalWaiters, which alone uses them; guarded by the lock's monitor.
  boolean queued;
  @Nullable Waiter before;
  @Nullable Waiter after;

  private Waiter(
      @Nullable Thread thread,
      @Nullable CompletableFuture<Lease> future,
      @Nullable Executor callbacks,
      boolean oneTry) {
    this.thread = thread;
    this.future = future;
    this.callbacks = callbacks;
    this.oneTry = oneTry;
  }

  /** The current thread, willing to wait. */
  static Waiter patient() {
    return new Waiter(Thread.currentThread(), null, null, false);
  }

  /** The current thread, that wants the lock only if it is free. */
  static Waiter oneTry() {
    return new Waiter(Thread.currentThread(), null, null, true);
  }

  /** A future, completed by that executor. */
  public static Waiter async(CompletableFuture<Lease> future, Executor callbacks) {
    return new Waiter(null, future, callbacks, false);
  }

  /** A future for one who wants the lock only if it is free; completed with null if it is not. */
  static Waiter asyncTry(CompletableFuture<Lease> future, Executor callbacks) {
    return new Waiter(null, future, callbacks, true);
  }

  /** The thread that the grant belongs to; null if it belongs to nobody. */
  @Nullable Thread thread() {
    return thread;
  }

  /** Where it asked, if that is tracked. */
  @Nullable Throwable askedAt() {
    return askedAt;
  }

  boolean isOneTry() {
    return oneTry;
  }

  /** How often the lock had been seen in other hands when this waiter came. */
  long sightings() {
    return sightings;
  }

  void sightings(long value) {
    sightings = value;
  }

  @Nullable Outcome outcome() {
    return outcome;
  }

  void settle(Outcome settled) {
    if (outcome != null) {
      throw new IllegalStateException("already " + outcome);
    }
    outcome = settled;
  }

  /** Wakes the thread, or completes the future; called once it is settled. */
  void publish() {
    if (thread != null) {
      if (thread != Thread.currentThread()) {
        LockSupport.unpark(thread);
      }
    } else if (callbacks != null) {
      callbacks.execute(this::complete);
    }
  }

  /**
   * Parks until there is an outcome.
   *
   * @param deadline until when; null to wait without end
   * @return false if the deadline passed first
   */
  boolean await(@Nullable Deadline deadline) throws InterruptedException {
    while (outcome == null) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (deadline == null) {
        LockSupport.park(this);
      } else {
        long nanos = deadline.remainingNanos();
        if (nanos <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, nanos);
      }
    }
    return true;
  }

  private void complete() {
    if (future == null) {
      throw new IllegalStateException("not asynchronous");
    }
    if (outcome instanceof Outcome.Granted granted) {
      if (!future.complete(granted.lease())) {
        granted.lease().close(); // cancelled meanwhile
      }
    } else if (outcome instanceof Outcome.Refused) {
      future.complete(null);
    } else if (outcome instanceof Outcome.Failed failed) {
      future.completeExceptionally(reason(failed));
    }
  }

  /** Whatever it is, the future must not wait for ever. */
  private static Throwable reason(Outcome.Failed failed) {
    try {
      return failed.failure().get();
    } catch (RuntimeException | Error e) {
      return e;
    }
  }
}
