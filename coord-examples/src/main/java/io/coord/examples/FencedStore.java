package io.coord.examples;

/**
 * A resource that a lock protects, and that also protects itself: it rejects a write whose fencing
 * token is smaller than the greatest it has seen. This closes the window in which a process that
 * was paused still believes that it holds the lock. In a database, this is one condition in the
 * UPDATE. Thread-safe.
 */
final class FencedStore {

  private long highestToken; // guarded by this

  /** {@return whether the write was accepted} */
  synchronized boolean write(long fencingToken) {
    if (fencingToken < highestToken) {
      return false;
    }
    highestToken = fencingToken;
    return true;
  }
}
