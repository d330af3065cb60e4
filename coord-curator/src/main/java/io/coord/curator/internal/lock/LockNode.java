package io.coord.curator.internal.lock;

/** The node below which the contenders of one lock are. */
final class LockNode {

  private final String path;
  private volatile boolean seen;

  LockNode(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** A contender was created below it. */
  void onSeen() {
    seen = true;
  }

  /** Whether it is likely to be there; the server deletes it when it has been empty for long. */
  boolean isExpected() {
    return seen;
  }
}
