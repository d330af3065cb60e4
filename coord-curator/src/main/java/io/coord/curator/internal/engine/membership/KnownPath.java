package io.coord.curator.internal.engine.membership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known about the children of one path: how large each was when last read, and which have
 * been named in the log. Thread-safe: views and single reads of a service share it.
 */
final class KnownPath {

  private static final int MOST_NAMES = 100_000;
  private static final int MOST_LOGGED = 100;

  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Set<String> logged = new HashSet<>();

  @GuardedBy("monitor")
  private Map<String, Integer> bytes = new HashMap<>();

  /** The number of children about which something is known. */
  int names() {
    synchronized (monitor) {
      return bytes.size();
    }
  }

  /** The size of the child in bytes; -1 if it is not known. */
  int bytesOf(String name) {
    synchronized (monitor) {
      return bytes.getOrDefault(name, -1);
    }
  }

  /** Records that the child was read and had that many bytes. */
  void learn(String name, int size) {
    synchronized (monitor) {
      if (bytes.size() < MOST_NAMES || bytes.containsKey(name)) {
        bytes.put(name, size);
      }
    }
  }

  void forget(String name) {
    synchronized (monitor) {
      bytes.remove(name);
    }
  }

  /** Records that all of these were read, and that there are no others. */
  void learnAll(Map<String, Integer> all) {
    Map<String, Integer> known = new HashMap<>();
    all.entrySet().stream()
        .limit(MOST_NAMES)
        .forEach(each -> known.put(each.getKey(), each.getValue()));
    synchronized (monitor) {
      bytes = known;
    }
  }

  /** Whether to name the child in the log: only once, and only a few children. */
  boolean isToBeLogged(String name) {
    synchronized (monitor) {
      return logged.size() < MOST_LOGGED && logged.add(name);
    }
  }
}
