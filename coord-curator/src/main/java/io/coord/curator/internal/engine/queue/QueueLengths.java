package io.coord.curator.internal.engine.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The lengths of queues, by path. A lock is forgotten when the application drops it, but lost lists
 * must be remembered, or each new handle of the lock would lose the connection three times again.
 * So this keeps each length whose last list was lost, up to the newest thousand. Thread-safe.
 */
final class QueueLengths {

  private static final int MOST = 1_000;

  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private final Map<String, QueueLength> lost =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, QueueLength> eldest) {
          return size() > MOST;
        }
      };

  QueueLengths(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The length kept for that path, or a new one. */
  synchronized QueueLength of(String path) {
    QueueLength known = lost.get(path);
    return known == null ? new QueueLength(path, nanoTime, this) : known;
  }

  /** Its last list was lost. */
  synchronized void keep(String path, QueueLength length) {
    lost.put(path, length);
  }

  /** Its last list was read. */
  synchronized void forget(String path) {
    lost.remove(path);
  }
}
