package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.CommittedNode;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was committed below one service, whoever has seen it: each node's values in order. A value
 * begins with the key of who wrote it, and a dot.
 */
final class CommittedHistory {

  /**
   * A node's value from that transaction on.
   *
   * @param value null if there is no node
   * @param czxid of the node; 0 if there is none
   */
  record Version(long zxid, String value, long czxid, long owner) {}

  /** Is told of each deletion. */
  interface Deletions {

    /**
     * A node is gone.
     *
     * @param last what it was
     * @param alive whether the session lives that owned it
     */
    void onDeleted(String id, Version last, boolean alive);
  }

  private static final Version NEVER = new Version(0, null, 0, 0);

  private final SimulatedEnsemble ensemble;
  private final String service;
  private final Journal journal;
  private final Map<String, List<Version>> versions = new LinkedHashMap<>();
  private final Map<String, String> creators = new HashMap<>(); // of each node's last creation
  private final Map<String, Long> lastCreations = new HashMap<>(); // by the key of the creator
  private Deletions deletions = (id, last, alive) -> {};

  /** Of the children of that node. */
  CommittedHistory(SimulatedEnsemble ensemble, String service, Journal journal) {
    this.ensemble = ensemble;
    this.service = service;
    this.journal = journal;
    ensemble.onCommit(this::onCommit);
  }

  void observe(Deletions observer) {
    deletions = observer;
  }

  private void onCommit() {
    Map<String, CommittedNode> now = ensemble.committedChildren(service);
    Set<String> ids = new LinkedHashSet<>(versions.keySet());
    ids.addAll(now.keySet());
    for (String id : ids) {
      CommittedNode node = now.get(id);
      Version before = last(id);
      if (node == null && before.value != null) {
        add(id, new Version(ensemble.committed(), null, 0, 0));
        deletions.onDeleted(id, before, ensemble.isAlive(before.owner));
      } else if (node != null && !isSame(before, node)) {
        String value = new String(node.data(), StandardCharsets.UTF_8);
        long czxid = node.stat().czxid();
        if (czxid != before.czxid) {
          String key = key(value);
          creators.put(id, key);
          lastCreations.put(key, czxid);
        }
        add(id, new Version(node.stat().mzxid(), value, czxid, node.stat().ephemeralOwner()));
      }
    }
  }

  private static boolean isSame(Version version, CommittedNode node) {
    return version.czxid == node.stat().czxid() && version.zxid == node.stat().mzxid();
  }

  private void add(String id, Version version) {
    versions.computeIfAbsent(id, same -> new ArrayList<>()).add(version);
    journal.note("ensemble", "commits " + service + "/" + id + " = " + version.value, version);
  }

  static String key(String value) {
    int dot = value.indexOf('.');
    return dot < 0 ? value : value.substring(0, dot);
  }

  Set<String> ids() {
    return versions.keySet();
  }

  /** All versions of that node, in order. */
  List<Version> versions(String id) {
    return versions.getOrDefault(id, List.of());
  }

  /** The present one. */
  Version last(String id) {
    List<Version> all = versions(id);
    return all.isEmpty() ? NEVER : all.get(all.size() - 1);
  }

  /** The key of who created that node last; null if nobody did. */
  String creator(String id) {
    return creators.get(id);
  }

  /** The czxid of the last node that has been created by that key; 0 if there was none. */
  long lastCreation(String key) {
    return lastCreations.getOrDefault(key, 0L);
  }

  long changes() {
    return versions.values().stream().mapToLong(List::size).sum();
  }

  long committed() {
    return ensemble.committed();
  }
}
