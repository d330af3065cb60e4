package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The znodes and sessions that one server knows of. Every change is one that the leader has found
 * possible; so it never fails.
 */
final class ZnodeTree {

  /** Is told what happens to nodes, in ZooKeeper's order. */
  interface Observer {

    /** For a tree that nobody watches. */
    Observer NONE =
        new Observer() {
          @Override
          public void onCreated(String path, long zxid) {}

          @Override
          public void onWritten(String path, long zxid) {}

          @Override
          public void onDeleted(String path, long zxid) {}
        };

    void onCreated(String path, long zxid);

    void onWritten(String path, long zxid);

    void onDeleted(String path, long zxid);
  }

  private final Map<String, Znode> nodes = new HashMap<>();
  private final Map<Long, HashSet<String>> ephemerals = new HashMap<>();
  private final Map<Long, Integer> sessions = new TreeMap<>(); // with their timeouts
  // As ZooKeeper keeps them, so that they are reaped in the same order.
  private final Set<String> containers = Collections.newSetFromMap(new ConcurrentHashMap<>());
  private long lastZxid;

  /** With the root alone. */
  ZnodeTree() {
    nodes.put("/", Znode.created(new byte[0], 0, 0, 0));
  }

  ZnodeTree copy() {
    ZnodeTree copy = new ZnodeTree();
    copy.nodes.putAll(nodes);
    ephemerals.forEach((session, paths) -> copy.ephemerals.put(session, new HashSet<>(paths)));
    copy.sessions.putAll(sessions);
    copy.containers.addAll(containers);
    copy.lastZxid = lastZxid;
    return copy;
  }

  /** The last transaction that it has seen. */
  long lastZxid() {
    return lastZxid;
  }

  /** An epoch has begun with that zxid. */
  void reached(long zxid) {
    lastZxid = Math.max(lastZxid, zxid);
  }

  /** Null if there is none. */
  Znode find(String path) {
    return nodes.get(path);
  }

  Znode get(String path) throws Refusal {
    Znode node = nodes.get(path);
    if (node == null) {
      throw new Refusal(ReplyCode.NONODE);
    }
    return node;
  }

  /** In the order in which ZooKeeper deletes them, which is that of a clone of its own hash set. */
  @SuppressWarnings("unchecked")
  Collection<String> ephemerals(long session) {
    return (Set<String>) ephemerals.getOrDefault(session, new HashSet<>()).clone();
  }

  /** The sessions that live, with their timeouts in milliseconds. */
  Map<Long, Integer> sessions() {
    return Collections.unmodifiableMap(sessions);
  }

  /** The containers that had children and have none any more. */
  Set<String> reapable() {
    Set<String> candidates = new HashSet<>();
    for (String path : containers) {
      Znode node = nodes.get(path);
      if (node.children().isEmpty() && node.creations() > 0) {
        candidates.add(path);
      }
    }
    return candidates;
  }

  /** Applies it; what comes back is what whoever has asked for it is told. */
  Reply apply(Transaction transaction, Observer observer) {
    Reply reply = apply(transaction, transaction.change(), observer);
    lastZxid = transaction.zxid();
    return reply;
  }

  Reply apply(Transaction transaction, Change change, Observer observer) {
    long zxid = transaction.zxid();
    if (change instanceof Change.Create create) {
      create(create, zxid, transaction.time(), observer);
      return Reply.ok().withPath(create.path()).withStat(nodes.get(create.path()).stat());
    } else if (change instanceof Change.Delete delete) {
      delete(delete.path(), zxid, observer);
      return Reply.ok();
    } else if (change instanceof Change.SetData write) {
      replace(write.path(), node -> node.written(write.data(), zxid, transaction.time()));
      observer.onWritten(write.path(), zxid);
      return Reply.ok().withStat(nodes.get(write.path()).stat());
    } else if (change instanceof Change.Multi multi) {
      return Reply.ok().withResults(all(transaction, multi.changes(), observer));
    } else if (change instanceof Change.CreateSession session) {
      sessions.put(transaction.session(), session.timeout());
      return Reply.ok();
    } else if (change instanceof Change.CloseSession close) {
      sessions.remove(transaction.session());
      close.ephemerals().forEach(path -> delete(path, zxid, observer));
      ephemerals.remove(transaction.session());
      return Reply.ok();
    } else if (change instanceof Change.Failure failure) {
      return Reply.of(failure.code());
    }
    return Reply.ok();
  }

  private List<Reply> all(Transaction transaction, List<Change> changes, Observer observer) {
    return changes.stream().map(change -> apply(transaction, change, observer)).toList();
  }

  private void create(Change.Create create, long zxid, long time, Observer observer) {
    String path = create.path();
    nodes.put(path, Znode.created(create.data(), create.owner(), zxid, time));
    replace(parent(path), node -> node.withChildren(with(node.children(), name(path)), 1, zxid));
    if (create.owner() == Znode.CONTAINER) {
      containers.add(path);
    } else if (create.owner() != 0) {
      ephemerals.computeIfAbsent(create.owner(), session -> new HashSet<>()).add(path);
    }
    observer.onCreated(path, zxid);
  }

  private void delete(String path, long zxid, Observer observer) {
    Znode node = nodes.remove(path);
    replace(
        parent(path), above -> above.withChildren(without(above.children(), name(path)), 0, zxid));
    containers.remove(path);
    if (node.isEphemeral()) {
      ephemerals.get(node.owner()).remove(path);
    }
    observer.onDeleted(path, zxid);
  }

  private void replace(String path, UnaryOperator<Znode> change) {
    nodes.computeIfPresent(path, (same, node) -> change.apply(node));
  }

  private static Set<String> with(Set<String> names, String name) {
    Set<String> more = new LinkedHashSet<>(names);
    more.add(name);
    return more;
  }

  private static Set<String> without(Set<String> names, String name) {
    Set<String> fewer = new LinkedHashSet<>(names);
    fewer.remove(name);
    return fewer;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
