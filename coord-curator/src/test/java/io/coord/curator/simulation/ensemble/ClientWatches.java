package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.WatcherType;

/**
 * The watchers that one client has set, by path and kind. The server knows only that the client
 * watches; the client knows whom to tell.
 */
final class ClientWatches {

  private final Map<String, Set<SimulatedWatcher>> data = new HashMap<>();
  private final Map<String, Set<SimulatedWatcher>> exist = new HashMap<>();
  private final Map<String, Set<SimulatedWatcher>> child = new HashMap<>();
  private final Map<String, Set<SimulatedWatcher>> persistent = new HashMap<>();
  private final Map<String, Set<SimulatedWatcher>> recursive = new HashMap<>();

  /** The request that has set a watch was answered so. */
  void register(Request request, SimulatedWatcher watcher, ReplyCode code) {
    boolean ok = code == ReplyCode.OK;
    if (request instanceof Request.Exists exists && (ok || code == ReplyCode.NONODE)) {
      add(ok ? data : exist, exists.path(), watcher);
    } else if (request instanceof Request.GetData read && ok) {
      add(data, read.path(), watcher);
    } else if (request instanceof Request.GetChildren list && ok) {
      add(child, list.path(), watcher);
    } else if (request instanceof Request.AddWatch add && (ok || code == ReplyCode.NONODE)) {
      add(add.mode() == WatchMode.RECURSIVE ? recursive : persistent, add.path(), watcher);
    }
  }

  private static void add(
      Map<String, Set<SimulatedWatcher>> to, String path, SimulatedWatcher watcher) {
    to.computeIfAbsent(path, same -> new LinkedHashSet<>()).add(watcher);
  }

  /** Whom an event is for. Those that it concerns once are forgotten. */
  Set<SimulatedWatcher> materialize(EventType type, String path) {
    Set<SimulatedWatcher> told = new LinkedHashSet<>();
    switch (type) {
      case NodeCreated, NodeDataChanged -> {
        take(data, path, told);
        take(exist, path, told);
      }
      case NodeChildrenChanged -> take(child, path, told);
      case NodeDeleted -> {
        take(data, path, told);
        take(exist, path, told);
        take(child, path, told);
      }
      default -> throw new IllegalArgumentException("no event of a node: " + type);
    }
    told.addAll(persistent.getOrDefault(path, Set.of()));
    if (type != EventType.NodeChildrenChanged) {
      told.addAll(recursive.getOrDefault(path, Set.of()));
      for (String above = path; !above.equals("/"); ) {
        above = ZnodeTree.parent(above);
        told.addAll(recursive.getOrDefault(above, Set.of()));
      }
    }
    return told;
  }

  private static void take(
      Map<String, Set<SimulatedWatcher>> from, String path, Set<SimulatedWatcher> told) {
    Set<SimulatedWatcher> watchers = from.remove(path);
    if (watchers != null) {
      told.addAll(watchers);
    }
  }

  /** All of them. */
  Set<SimulatedWatcher> all() {
    Set<SimulatedWatcher> all = new LinkedHashSet<>();
    List.of(data, exist, child, persistent, recursive)
        .forEach(kind -> kind.values().forEach(all::addAll));
    return all;
  }

  /** Whether that watcher, or any if that is null, is set so. */
  boolean contains(String path, WatcherType type, SimulatedWatcher watcher) {
    return kinds(type).stream()
        .anyMatch(
            kind -> {
              Set<SimulatedWatcher> watchers = kind.getOrDefault(path, Set.of());
              return watcher == null ? !watchers.isEmpty() : watchers.contains(watcher);
            });
  }

  /** Takes that watcher away, or all if that is null; by the event that tells them so. */
  Map<EventType, Set<SimulatedWatcher>> remove(
      String path, WatcherType type, SimulatedWatcher watcher) {
    Map<EventType, Set<SimulatedWatcher>> removed = new LinkedHashMap<>();
    for (Map<String, Set<SimulatedWatcher>> kind : kinds(type)) {
      Set<SimulatedWatcher> here = kind.getOrDefault(path, Set.of());
      for (SimulatedWatcher each : List.copyOf(here)) {
        if (watcher == null || watcher.equals(each)) {
          here.remove(each);
          removed.computeIfAbsent(removal(kind), same -> new LinkedHashSet<>()).add(each);
        }
      }
      if (here.isEmpty()) {
        kind.remove(path);
      }
    }
    return removed;
  }

  private EventType removal(Map<String, Set<SimulatedWatcher>> kind) {
    if (kind == child) {
      return EventType.ChildWatchRemoved;
    }
    return kind == data || kind == exist
        ? EventType.DataWatchRemoved
        : EventType.PersistentWatchRemoved;
  }

  private List<Map<String, Set<SimulatedWatcher>>> kinds(WatcherType type) {
    return switch (type) {
      case Children -> List.of(child);
      case Data -> List.of(data, exist);
      case Persistent -> List.of(persistent);
      case PersistentRecursive -> List.of(recursive);
      case Any -> List.of(child, data, exist, persistent, recursive);
    };
  }

  /** Forgets all of them. */
  void clear() {
    kinds(WatcherType.Any).forEach(Map::clear);
  }

  boolean isEmpty() {
    return kinds(WatcherType.Any).stream().allMatch(Map::isEmpty);
  }

  /** To be sent on a new connection. */
  Request.SetWatches setAgain(long lastZxid) {
    return new Request.SetWatches(
        lastZxid,
        new ArrayList<>(data.keySet()),
        new ArrayList<>(exist.keySet()),
        new ArrayList<>(child.keySet()),
        new ArrayList<>(persistent.keySet()),
        new ArrayList<>(recursive.keySet()));
  }
}
