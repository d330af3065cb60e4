package io.coord.curator.internal.engine.lock;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to begin a tenure: it waits for its turn without a thread, and is in the mutex on a
 * worker where more must be waited for.
 *
 * <p>When nobody waits any more it retires: it is interrupted a moment later, unless somebody comes
 * who can use its place in the queue. The moment is there so that a try that is given up just
 * before its watch comes costs no removal of the watch. The worker is interrupted only while it is
 * inside the mutex, so that no later task of that thread is hit.
 */
public final class Attempt {

  private enum Stage {
    WANTED,
    RETIRING,
    LEAVING
  }

  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable Thread worker; // guarded by this
  private boolean disturbed; // guarded by this; the worker was interrupted
  private @Nullable Runnable onInterrupt; // guarded by this; while it waits without a thread
  private boolean interrupted; // guarded by this
  private Stage stage = Stage.WANTED; // guarded by the lock's monitor
  private volatile @Nullable String node; // its name
  private boolean queued; // guarded by the lock's monitor; behind another when it last looked
  private long knownIn; // guarded by the lock's monitor; the connected period of that look
  private boolean looking; // guarded by the lock's monitor
  private long settled; // guarded by the lock's monitor; a moment by nanoTime

  public Attempt(long settled) {
    this.settled = settled;
  }

  /** Completed when it has led to a tenure, or to nothing. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** The worker enters the mutex; false if there is nothing to do any more. */
  public synchronized boolean enter() {
    if (interrupted) {
      return false;
    }
    worker = Thread.currentThread();
    disturbed = false;
    return true;
  }

  /**
   * The worker is out of the mutex; no interrupt comes after this, and none is left.
   *
   * @return whether there was one, so that what has failed may have failed by it
   */
  public synchronized boolean leave() {
    if (worker != null) {
      worker = null;
      Thread.interrupted();
    }
    return disturbed;
  }

  /**
   * It waits without a thread from now on; false if there is nothing to do any more.
   *
   * @param onInterrupt leaves the queue; not called once {@link #endWait} was true
   */
  public synchronized boolean beginWait(Runnable onInterrupt) {
    if (!interrupted) {
      this.onInterrupt = onInterrupt;
    }
    return !interrupted;
  }

  /** The wait is over; false if it was by an interrupt. */
  public synchronized boolean endWait() {
    boolean ends = onInterrupt != null;
    onInterrupt = null;
    return ends;
  }

  /** Makes it leave the queue, now or as soon as it begins to wait. */
  public void interrupt() {
    Runnable leaves;
    synchronized (this) {
      interrupted = true;
      leaves = onInterrupt;
      onInterrupt = null;
      disturbWorker();
    }
    if (leaves != null) {
      leaves.run();
    }
  }

  /** The connection is lost: the worker leaves the mutex, and the contender stays. */
  synchronized void suspend() {
    disturbWorker();
  }

  private void disturbWorker() {
    if (worker != null) {
      disturbed = true;
      worker.interrupt();
    }
  }

  /** Whether it is of no use any more. */
  public synchronized boolean isInterrupted() {
    return interrupted;
  }

  /** The name of its contender's node; null before it is queued behind another process. */
  public @Nullable String node() {
    return node;
  }

  public void node(String name) {
    node = name;
  }

  // The rest is called with the lock's monitor held.

  /** Nobody waits; true if that is new. */
  boolean retire() {
    boolean wasWanted = stage == Stage.WANTED;
    if (wasWanted) {
      stage = Stage.RETIRING;
    }
    return wasWanted;
  }

  /** Somebody waits again. */
  void revive() {
    if (stage == Stage.RETIRING) {
      stage = Stage.WANTED;
    }
  }

  boolean isRetiring() {
    return stage == Stage.RETIRING;
  }

  /** It is told to leave the queue and cannot be used any more. */
  void dismiss() {
    stage = Stage.LEAVING;
  }

  boolean isDismissed() {
    return stage == Stage.LEAVING;
  }

  /** Another process was seen before it, in that period of the connection. */
  void foundOther(long period) {
    queued = true;
    knownIn = period;
  }

  /** By that moment its watch on the one before it is in place. */
  void settleAt(long watchInPlace) {
    settled = watchInPlace;
  }

  /** Whether it is queued behind another process, as was seen in this period of the connection. */
  boolean isBehindOther(long period) {
    return queued && knownIn == period && period != 0 && stage != Stage.LEAVING;
  }

  /** Whether to look again where it stands: what was seen is old, and nobody is looking yet. */
  boolean beginLook(long period) {
    boolean begins = queued && knownIn != period && stage != Stage.LEAVING && !looking;
    looking |= begins;
    return begins;
  }

  void endLook() {
    looking = false;
  }

  /** From when on it may be interrupted without leaving a watch behind. */
  long settled() {
    return settled;
  }
}
