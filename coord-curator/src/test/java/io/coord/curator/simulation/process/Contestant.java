package io.coord.curator.simulation.process;

import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.util.concurrent.CompletableFuture;

/**
 * What a process does with one lock: it asks for it, holds it for a while, and closes its lease.
 */
final class Contestant {

  private final SimulatedProcess process;
  private final DistributedLock lock;
  private final Grants grants;
  private CompletableFuture<Lease> asked; // null while it does not wait
  private Lease lease; // null while it has none

  Contestant(SimulatedProcess process, String lock, Grants grants) {
    this.process = process;
    this.lock = process.lock(lock);
    this.grants = grants;
  }

  SimulatedProcess process() {
    return process;
  }

  Lease lease() {
    return lease;
  }

  boolean isIdle() {
    return asked == null && lease == null;
  }

  boolean isWaiting() {
    return asked != null;
  }

  /** Asks for the lock, if it does nothing else, and holds it for that time. */
  void ask(long holdNanos) {
    if (isIdle()) {
      CompletableFuture<Lease> future = lock.acquireAsync();
      asked = future;
      var unused = future.whenComplete((granted, failure) -> onAnswer(future, granted, holdNanos));
    }
  }

  private void onAnswer(CompletableFuture<Lease> future, Lease granted, long holdNanos) {
    if (asked == future) {
      asked = null;
      lease = granted;
      if (granted != null) {
        grants.granted(granted);
        process.after(holdNanos, "release", this::release);
      }
    }
  }

  /** Waits no more. */
  void cancel() {
    if (asked != null) {
      CompletableFuture<Lease> cancelled = asked;
      asked = null;
      cancelled.cancel(false);
    }
  }

  private void release() {
    if (lease != null) {
      Lease closed = lease;
      lease = null;
      closed.close();
    }
  }

  @Override
  public String toString() {
    return "%s: %s, %s, lease %s, %s"
        .formatted(
            process, lock, asked == null ? "asks for nothing" : "waits", lease, process.session());
  }
}
