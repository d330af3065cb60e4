package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;

/**
 * One of our requests to put a node at the path, whose reply was lost. It was sent once, in one
 * session.
 *
 * @param session the session in which it was sent
 * @param replaced the czxid of the node that it should replace; 0 if none
 * @param ofAnother whether that node was certainly not ours
 */
record Attempt(long session, long replaced, boolean ofAnother) {

  /** An attempt to create a node where there is none. */
  static Attempt toCreate(long session) {
    return new Attempt(session, 0, false);
  }

  /**
   * Whether the node may come from this attempt or an earlier one. This is never certain, because
   * another Coordination can share our session. The node that the attempt should replace does not
   * come from it, whichever session owns that node.
   */
  boolean mayConcern(NodeStat stat) {
    if (replaced != 0 && stat.czxid() == replaced) {
      return !ofAnother;
    }
    return session != 0 && stat.owner() == session;
  }
}
