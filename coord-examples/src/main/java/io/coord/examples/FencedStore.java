package io.coord.examples;

/**
 * Something that a lock protects, and that protects itself: it refuses a write with a smaller
 * fencing token than it has seen. This closes the window in which a process that was paused
 * believes it still holds the lock. In a database it is one condition in the UPDATE. Thread-safe.
 */
final class FencedStore {

  private long highestToken; // guarded by this

  /** Whether the write was accepted. */
  synchronized boolean write(long fencingToken) {
    if (fencingToken < highestToken) {
      return false;
    }
    highestToken = fencingToken;
    return true;
  }
}
