package io.coord.curator.internal.engine.membership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a Coordination has learnt about the paths that it read, so that the next read of one does
 * not start from nothing. Bounded: the least recently used paths are forgotten. Thread-safe.
 */
final class KnownPaths {

  private static final int MOST_PATHS = 1_000;
  private static final int MOST_NAMES = 200_000;

  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Map<String, KnownPath> paths = // in order of use
      new LinkedHashMap<>(16, 0.75f, true);

  /** What is known about that path; the same object for everybody until it is forgotten. */
  KnownPath of(String path) {
    synchronized (monitor) {
      KnownPath known = paths.get(path);
      if (known == null) {
        makeRoom();
        known = new KnownPath();
        paths.put(path, known);
      }
      return known;
    }
  }

  @GuardedBy("monitor")
  private void makeRoom() {
    long names = paths.values().stream().mapToLong(KnownPath::names).sum();
    Iterator<KnownPath> oldest = paths.values().iterator();
    while (paths.size() >= MOST_PATHS || (names > MOST_NAMES && oldest.hasNext())) {
      names -= oldest.next().names();
      oldest.remove();
    }
  }
}
