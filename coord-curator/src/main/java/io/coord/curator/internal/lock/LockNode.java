package io.coord.curator.internal.lock;

/** The node below which the contenders of one lock are. */
final class LockNode {

  private final String path;
  private volatile boolean foundFree;

  LockNode(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** A contender of this process was queued; whether it found itself alone. */
  void onQueued(boolean alone) {
    foundFree = alone;
  }

  /**
   * Whether the next contender is likely to find the node, and nobody else below it. The service
   * deletes the node when it has been empty for long, so it may be wrong in that, too.
   */
  boolean isLikelyFree() {
    return foundFree;
  }
}
