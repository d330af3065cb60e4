package io.coord.curator.internal.engine.queue;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The node whose children are the contenders of one lock, and what is known about it. */
public final class LockPath {

  /** How long others that were seen in the queue are expected to come back. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String path;
  private final QueueLength length;
  private volatile boolean found;
  private final LongSupplier nanoTime;
  private volatile long freeFrom;

  LockPath(String path, QueueLength length, LongSupplier nanoTime) {
    this.path = path;
    this.length = length;
    this.nanoTime = nanoTime;
    this.freeFrom = nanoTime.getAsLong();
  }

  public String path() {
    return path;
  }

  public QueueLength length() {
    return length;
  }

  /**
   * One of this process's contenders is queued there.
   *
   * @param hasOthers whether others are as well
   */
  void onList(boolean hasOthers) {
    found = true;
    if (hasOthers) {
      freeFrom = nanoTime.getAsLong() + REMEMBERED_NANOS;
    }
  }

  /**
   * Whether the next contender is likely to find the node, with nobody else under it. It may be
   * wrong about either: the service deletes a node that has been empty for a while.
   */
  boolean isLikelyFree() {
    return found && nanoTime.getAsLong() - freeFrom >= 0;
  }
}
