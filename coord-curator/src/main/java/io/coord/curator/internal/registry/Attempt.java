package io.coord.curator.internal.registry;

import java.util.HashSet;
import java.util.Set;
import org.apache.zookeeper.data.Stat;

/**
 * A request of ours to put a node at the path, whose outcome has not been seen yet. A transaction
 * does not tell the czxid of the node it created, and the answer to any request may be lost; so the
 * node is recognised afterwards.
 *
 * @param sessions in which it may have been carried out: Curator tries again across sessions
 * @param replaced czxid of the node that was to be replaced; 0 if none was
 * @param value what was written
 */
record Attempt(Set<Long> sessions, long replaced, Desired value) {

  static Attempt in(long session, long replaced, Desired value) {
    return new Attempt(Set.of(session), replaced, value);
  }

  Attempt alsoIn(long session) {
    Set<Long> all = new HashSet<>(sessions);
    all.add(session);
    return new Attempt(Set.copyOf(all), replaced, value);
  }

  /** Whether that node was certainly put there by this attempt. */
  boolean made(Stat stat) {
    return replaced != 0 && stat.getCzxid() != replaced && mayHaveMade(stat);
  }

  /** Whether that node may have been; another Coordination can share our session. */
  boolean mayHaveMade(Stat stat) {
    return stat.getEphemeralOwner() != 0 && sessions.contains(stat.getEphemeralOwner());
  }
}
