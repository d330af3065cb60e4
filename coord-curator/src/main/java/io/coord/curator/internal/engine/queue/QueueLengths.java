package io.coord.curator.internal.engine.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The lengths of queues, by path. A lock is forgotten when the application drops it; what its lists
 * have cost must not be, or each new one would lose the connection three times again. So a length
 * whose last list was lost is kept here, up to a thousand of them. Thread-safe.
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

  synchronized QueueLength of(String path) {
    QueueLength known = lost.get(path);
    return known == null ? new QueueLength(path, nanoTime, this) : known;
  }

  synchronized void keep(String path, QueueLength length) {
    lost.put(path, length);
  }

  synchronized void forget(String path) {
    lost.remove(path);
  }
}
