package io.coord.curator.internal.engine.lock;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The open locks by name. A lock that nobody refers to any more, so that it is neither held nor
 * waited for, is forgotten: an application may use one lock per order for years.
 */
final class LockTable {

  private static final class Entry extends WeakReference<CuratorLock> {
    private final String name;

    Entry(CuratorLock lock, ReferenceQueue<CuratorLock> unused) {
      super(lock, unused);
      this.name = lock.name();
    }
  }

  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final ReferenceQueue<CuratorLock> unused = new ReferenceQueue<>();

  /** The lock of that name, opened if it is not. */
  CuratorLock get(String name, Function<String, CuratorLock> opener) {
    Entry entry = entries.get(name);
    CuratorLock present = entry == null ? null : entry.get();
    if (present != null) {
      return present;
    }
    forgetUnused();
    return open(name, opener);
  }

  List<CuratorLock> all() {
    List<CuratorLock> all = new ArrayList<>();
    for (Entry entry : entries.values()) {
      CuratorLock lock = entry.get();
      if (lock != null) {
        all.add(lock);
      }
    }
    return all;
  }

  private CuratorLock open(String name, Function<String, CuratorLock> opener) {
    CuratorLock[] result = new CuratorLock[1]; // keeps it reachable until it is returned
    entries.compute(name, (key, entry) -> replace(key, entry, opener, result));
    return result[0];
  }

  private Entry replace(
      String name,
      @Nullable Entry entry,
      Function<String, CuratorLock> opener,
      CuratorLock[] result) {
    CuratorLock present = entry == null ? null : entry.get();
    if (entry != null && present != null) {
      result[0] = present;
      return entry;
    }
    result[0] = opener.apply(name);
    return new Entry(result[0], unused);
  }

  private void forgetUnused() {
    for (Reference<?> gone = unused.poll(); gone != null; gone = unused.poll()) {
      entries.remove(((Entry) gone).name, gone);
    }
  }
}
