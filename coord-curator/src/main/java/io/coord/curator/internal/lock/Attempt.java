package io.coord.curator.internal.lock;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of the mutex on a worker, to begin a tenure. It can be withdrawn at any time: a run that
 * has begun is interrupted, and only while it is inside the mutex, so that no later task of that
 * thread is hit.
 */
final class Attempt {

  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable Thread worker; // guarded by this
  private boolean interrupted; // guarded by this
  private boolean withdrawn; // guarded by the lock's monitor
  private boolean behindOther; // guarded by the lock's monitor

  /** Completed when the worker is done with it. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** The worker begins; false if there is nothing to do any more. */
  synchronized boolean enter() {
    if (interrupted) {
      return false;
    }
    worker = Thread.currentThread();
    return true;
  }

  /** The worker is out of the mutex; no interrupt comes after this, and none is left. */
  synchronized void leave() {
    worker = null;
    Thread.interrupted();
  }

  /** Makes the worker leave the mutex, now or as soon as it enters. */
  synchronized void interrupt() {
    interrupted = true;
    if (worker != null) {
      worker.interrupt();
    }
  }

  void withdraw() {
    withdrawn = true;
  }

  /** Whether nobody waits for it any more. */
  boolean isWithdrawn() {
    return withdrawn;
  }

  void foundOther() {
    behindOther = true;
  }

  /** Whether another process was found to hold the lock. */
  boolean isBehindOther() {
    return behindOther;
  }
}
