package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.support.SingleFlight;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The locks in use, by name. An application may use one lock per order for years, so a sweep
 * removes the idle ones; while none is in use, nothing is swept.
 *
 * <p>A lock that was removed is retired: it grants nothing any more, and a handle that still refers
 * to it opens its successor. Retiring and opening both happen inside the map's operation on that
 * name, and may take the lock's monitor there; so nobody may call this class with a monitor held.
 */
final class LockTable {

  private final ConcurrentHashMap<String, ProcessLock> open = new ConcurrentHashMap<>();
  private final Executor sweepLater;
  private final SingleFlight sweeping;

  /**
   * Sweeps nothing yet.
   *
   * @param sweepLater runs what it is given when a sweep is due
   * @param later runs what it is given in a moment
   */
  LockTable(Executor sweepLater, Executor later) {
    this.sweepLater = sweepLater;
    this.sweeping = new SingleFlight(this::startSweep, later);
  }

  /** The lock of that name; null if none is in use. */
  @Nullable ProcessLock find(String name) {
    return open.get(name);
  }

  /** The lock of that name, made if none is in use. */
  ProcessLock open(String name, Supplier<ProcessLock> maker) {
    ProcessLock present = open.get(name);
    if (present != null && !present.isRetired()) {
      return present;
    }
    ProcessLock lock =
        open.compute(name, (key, now) -> now == null || now.isRetired() ? maker.get() : now);
    sweeping.request();
    return lock;
  }

  /** Those in use; others may come and go meanwhile. */
  Collection<ProcessLock> all() {
    return Collections.unmodifiableCollection(open.values());
  }

  /** Forgets all, as when they are closed. */
  void clear() {
    open.clear();
  }

  private @Nullable CompletableFuture<?> startSweep() {
    if (open.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> swept = new CompletableFuture<>();
    sweepLater.execute(
        () -> {
          try {
            sweep();
          } finally {
            swept.complete(null);
          }
        });
    return swept;
  }

  private void sweep() {
    try {
      for (String name : open.keySet()) {
        open.computeIfPresent(name, (key, lock) -> lock.retireIfIdle() ? null : lock);
      }
    } finally {
      if (!open.isEmpty()) {
        sweeping.request();
      }
    }
  }
}
