package io.coord.curator.internal.engine.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a node may be gone. Only the reply to a request sent after the doubt arose resolves it;
 * an older one may still be in flight. Thread-safe; moments are by System.nanoTime.
 */
final class Doubt {

  private static final long NONE = 0;

  private final AtomicLong since = new AtomicLong(NONE);

  boolean exists() {
    return since.get() != NONE;
  }

  void arise(long now) {
    since.set(now == NONE ? now - 1 : now);
  }

  /** The node existed at some moment after this one. */
  void seenAfter(long sentAt) {
    long present = since.get();
    if (present != NONE && sentAt - present > 0) {
      since.compareAndSet(present, NONE); // unless a new doubt has arisen
    }
  }
}
