package io.coord.curator.internal.engine.queue;

import java.util.concurrent.TimeUnit;

/** The node below which the contenders of one lock are. */
public final class LockPath {

  /** How long others who were seen in the queue are taken to come again. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String path;
  private final QueueLength length;
  private volatile boolean found;
  private volatile long freeFrom = System.nanoTime();

  LockPath(String path, QueueLengths lengths) {
    this.path = path;
    this.length = lengths.of(path);
  }

  public String path() {
    return path;
  }

  public QueueLength length() {
    return length;
  }

  /** A contender of this process is queued there; whether others are, too. */
  void onList(boolean hasOthers) {
    found = true;
    if (hasOthers) {
      freeFrom = System.nanoTime() + REMEMBERED_NANOS;
    }
  }

  /**
   * Whether the next contender is likely to find the node, and nobody else below it. The service
   * deletes the node when it has been empty for long, so it may be wrong in that, too.
   */
  boolean isLikelyFree() {
    return found && System.nanoTime() - freeFrom >= 0;
  }
}
