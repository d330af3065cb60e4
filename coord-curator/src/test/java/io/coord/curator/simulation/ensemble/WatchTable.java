package io.coord.curator.simulation.ensemble;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One kind of a server's watches: of nodes, or of their children. A connection has at most one of
 * each mode on a path.
 *
 * @param <C> the connections
 */
final class WatchTable<C> {

  private final Map<String, Map<C, EnumSet<WatchMode>>> watches = new LinkedHashMap<>();

  void add(String path, C connection, WatchMode mode) {
    watches
        .computeIfAbsent(path, same -> new LinkedHashMap<>())
        .computeIfAbsent(connection, same -> EnumSet.noneOf(WatchMode.class))
        .add(mode);
  }

  /** Whether there is one; any mode if that is null. */
  boolean contains(String path, C connection, WatchMode mode) {
    Set<WatchMode> modes = watches.getOrDefault(path, Map.of()).get(connection);
    return modes != null && (mode == null || modes.contains(mode));
  }

  /** Takes one away, or those of all modes if that is null. False if there is none. */
  boolean remove(String path, C connection, WatchMode mode) {
    if (!contains(path, connection, mode)) {
      return false;
    }
    Map<C, EnumSet<WatchMode>> here = watches.get(path);
    if (mode == null) {
      here.remove(connection);
    } else {
      take(here, connection, mode);
    }
    return true;
  }

  void removeAll(C connection) {
    watches.values().forEach(here -> here.remove(connection));
  }

  /**
   * Who is to be told of an event on that path: whoever watches it, and whoever watches all below a
   * node above. Standard watches are gone with that.
   */
  Set<C> trigger(String path) {
    Set<C> told = new LinkedHashSet<>();
    Map<C, EnumSet<WatchMode>> here = watches.getOrDefault(path, Map.of());
    for (C connection : List.copyOf(here.keySet())) {
      told.add(connection);
      take(here, connection, WatchMode.STANDARD);
    }
    for (String above = path; !above.equals("/"); ) {
      above = ZnodeTree.parent(above);
      watches
          .getOrDefault(above, Map.of())
          .forEach(
              (connection, modes) -> {
                if (modes.contains(WatchMode.RECURSIVE)) {
                  told.add(connection);
                }
              });
    }
    return told;
  }

  int size() {
    return watches.values().stream().mapToInt(Map::size).sum();
  }

  /** How many there are of that mode. */
  int size(WatchMode mode) {
    int size = 0;
    for (Map<C, EnumSet<WatchMode>> here : watches.values()) {
      for (EnumSet<WatchMode> modes : here.values()) {
        size += modes.contains(mode) ? 1 : 0;
      }
    }
    return size;
  }

  private static <C> void take(Map<C, EnumSet<WatchMode>> here, C connection, WatchMode mode) {
    EnumSet<WatchMode> modes = here.get(connection);
    modes.remove(mode);
    if (modes.isEmpty()) {
      here.remove(connection);
    }
  }
}
