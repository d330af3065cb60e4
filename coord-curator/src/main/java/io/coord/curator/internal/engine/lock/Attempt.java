package io.coord.curator.internal.engine.lock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to begin a tenure, and how it is cancelled. It queues without a thread. Where a mutex
 * must do the waiting, that runs on a worker, which is interrupted only while it is inside the
 * mutex, so that no later task of that thread is interrupted.
 *
 * <p>What the lock knows of it is in {@link Acquisition}.
 */
public final class Attempt {

  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private volatile @Nullable String node; // its name

  @GuardedBy("this")
  private @Nullable Thread worker;

  @GuardedBy("this")
  private boolean interrupted; // the worker was

  @GuardedBy("this")
  private @Nullable Runnable onCancel; // while it waits without a thread

  @GuardedBy("this")
  private boolean cancelled;

  /** Completed when it has led to a tenure, or to nothing. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** The worker is about to enter the mutex; false if there is nothing to do any more. */
  public synchronized boolean startWork() {
    if (cancelled) {
      return false;
    }
    worker = Thread.currentThread();
    interrupted = false;
    return true;
  }

  /**
   * The worker is out of the mutex; no interrupt comes after this, and none is left.
   *
   * @return whether there was one, so that what has failed may have failed by it
   */
  public synchronized boolean stopWork() {
    if (worker != null) {
      worker = null;
      Thread.interrupted();
    }
    return interrupted;
  }

  /**
   * It waits without a thread from now on; false if there is nothing to do any more.
   *
   * @param onCancel leaves the queue; not called once {@link #endWait} was true
   */
  public synchronized boolean beginWait(Runnable onCancel) {
    if (!cancelled) {
      this.onCancel = onCancel;
    }
    return !cancelled;
  }

  /** The wait is over; false if it was by a cancellation. */
  public synchronized boolean endWait() {
    boolean ends = onCancel != null;
    onCancel = null;
    return ends;
  }

  /** Makes it leave the queue, now or as soon as it begins to wait. */
  public void cancel() {
    Runnable leaves;
    synchronized (this) {
      cancelled = true;
      leaves = onCancel;
      onCancel = null;
      interruptWorker();
    }
    if (leaves != null) {
      leaves.run();
    }
  }

  /** Has the worker leave the mutex, as when the connection is lost. The contender stays. */
  synchronized void interruptWorker() {
    if (worker != null) {
      interrupted = true;
      worker.interrupt();
    }
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** The name of its contender's node; null before it is queued behind another process. */
  public @Nullable String node() {
    return node;
  }

  public void node(String name) {
    node = name;
  }
}
