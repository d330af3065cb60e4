package io.coord.curator.simulation.ensemble;

import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.WatcherType;

/** The watches of one server, and which event fires for which. */
final class Watches<C> implements ZnodeTree.Observer {

  private final WatchTable<C> data = new WatchTable<>();
  private final WatchTable<C> children = new WatchTable<>();
  private final BiConsumer<C, WatchEvent> events;

  /** None. Events go there. */
  Watches(BiConsumer<C, WatchEvent> events) {
    this.events = events;
  }

  @Override
  public void onCreated(String path, long zxid) {
    tell(data.trigger(path), EventType.NodeCreated, path, zxid);
    childrenChanged(path, zxid);
  }

  @Override
  public void onWritten(String path, long zxid) {
    tell(data.trigger(path), EventType.NodeDataChanged, path, zxid);
  }

  /** Whoever watches the node and its children is told of its end once. */
  @Override
  public void onDeleted(String path, long zxid) {
    Set<C> told = data.trigger(path);
    Set<C> others = children.trigger(path);
    others.removeAll(told);
    tell(told, EventType.NodeDeleted, path, zxid);
    tell(others, EventType.NodeDeleted, path, zxid);
    childrenChanged(path, zxid);
  }

  private void childrenChanged(String path, long zxid) {
    String parent = ZnodeTree.parent(path);
    tell(children.trigger(parent), EventType.NodeChildrenChanged, parent, zxid);
  }

  private void tell(Set<C> connections, EventType type, String path, long zxid) {
    WatchEvent event = WatchEvent.ofNode(type, path, zxid);
    connections.forEach(connection -> events.accept(connection, event));
  }

  void watchData(String path, C connection) {
    data.add(path, connection, WatchMode.STANDARD);
  }

  void watchChildren(String path, C connection) {
    children.add(path, connection, WatchMode.STANDARD);
  }

  void add(String path, C connection, WatchMode mode) {
    data.add(path, connection, mode);
    if (mode != WatchMode.RECURSIVE) {
      children.add(path, connection, mode);
    }
  }

  boolean contains(String path, WatcherType type, C connection) {
    return switch (type) {
      case Children -> children.contains(path, connection, WatchMode.STANDARD);
      case Data -> data.contains(path, connection, WatchMode.STANDARD);
      case Persistent -> data.contains(path, connection, WatchMode.PERSISTENT);
      case PersistentRecursive -> data.contains(path, connection, WatchMode.RECURSIVE);
      case Any ->
          children.contains(path, connection, null) || data.contains(path, connection, null);
    };
  }

  boolean remove(String path, WatcherType type, C connection) {
    return switch (type) {
      case Children -> children.remove(path, connection, WatchMode.STANDARD);
      case Data -> data.remove(path, connection, WatchMode.STANDARD);
      case Persistent ->
          children.remove(path, connection, WatchMode.PERSISTENT)
              | data.remove(path, connection, WatchMode.PERSISTENT);
      case PersistentRecursive -> data.remove(path, connection, WatchMode.RECURSIVE);
      case Any -> children.remove(path, connection, null) | data.remove(path, connection, null);
    };
  }

  void removeAll(C connection) {
    data.removeAll(connection);
    children.removeAll(connection);
  }

  /** How many watches of nodes and all below them there are. */
  int recursive() {
    return data.size(WatchMode.RECURSIVE);
  }

  int size() {
    return data.size() + children.size();
  }

  /**
   * Sets a client's watches again. Where something has happened since it last heard of us, it gets
   * the event that it has missed instead.
   */
  void setAgain(Request.SetWatches set, ZnodeTree tree, C connection) {
    for (String path : set.data()) {
      Znode node = tree.find(path);
      if (node == null) {
        missed(connection, EventType.NodeDeleted, path);
      } else if (node.mzxid() > set.lastZxid()) {
        missed(connection, EventType.NodeDataChanged, path);
      } else {
        watchData(path, connection);
      }
    }
    for (String path : set.exist()) {
      if (tree.find(path) != null) {
        missed(connection, EventType.NodeCreated, path);
      } else {
        watchData(path, connection);
      }
    }
    for (String path : set.child()) {
      Znode node = tree.find(path);
      if (node == null) {
        missed(connection, EventType.NodeDeleted, path);
      } else if (node.pzxid() > set.lastZxid()) {
        missed(connection, EventType.NodeChildrenChanged, path);
      } else {
        watchChildren(path, connection);
      }
    }
    set.persistent().forEach(path -> add(path, connection, WatchMode.PERSISTENT));
    set.recursive().forEach(path -> add(path, connection, WatchMode.RECURSIVE));
  }

  private void missed(C connection, EventType type, String path) {
    events.accept(connection, WatchEvent.ofNode(type, path, WatchEvent.NO_ZXID));
  }
}
