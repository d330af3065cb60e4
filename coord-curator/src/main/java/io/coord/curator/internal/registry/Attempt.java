package io.coord.curator.internal.registry;

import org.apache.zookeeper.data.Stat;

/**
 * A request of ours to put a node at the path, whose outcome has not been seen yet. A transaction
 * does not tell the czxid of the node it created, and the answer to any request may be lost; so the
 * node is recognised afterwards.
 *
 * @param session the session that asked
 * @param replaced czxid of the node that was to be replaced; 0 if none was
 * @param value what was written
 */
record Attempt(long session, long replaced, Desired value) {

  /** Whether that node was certainly put there by this attempt. */
  boolean made(Stat stat) {
    return replaced != 0 && stat.getCzxid() != replaced && mayHaveMade(stat);
  }

  /** Whether that node may have been; another Coordination can share our session. */
  boolean mayHaveMade(Stat stat) {
    return stat.getEphemeralOwner() == session;
  }
}
