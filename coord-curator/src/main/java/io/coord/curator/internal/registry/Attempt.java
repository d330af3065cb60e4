package io.coord.curator.internal.registry;

import org.apache.zookeeper.data.Stat;

/**
 * A request of ours to put a node at the path, whose answer has not come, or was lost. Each is sent
 * once, in one session.
 *
 * @param session the session that asked
 * @param replaced czxid of the node that was to be replaced; 0 if none was
 */
record Attempt(long session, long replaced) {

  /**
   * Whether that node may be of this attempt, or the one that it was to replace. Not more than may:
   * another Coordination can share our session.
   */
  boolean mayConcern(Stat stat) {
    boolean ofSession = session != 0 && stat.getEphemeralOwner() == session;
    return ofSession || (replaced != 0 && stat.getCzxid() == replaced);
  }
}
