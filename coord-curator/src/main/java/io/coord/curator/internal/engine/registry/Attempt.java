package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;

/**
 * A request of ours to put a node at the path, whose answer has not come, or was lost. Each is sent
 * once, in one session.
 *
 * @param session the session that asked
 * @param replaced czxid of the node that was to be replaced; 0 if none was
 * @param ofAnother whether the node that was to be replaced certainly was not ours
 */
record Attempt(long session, long replaced, boolean ofAnother) {

  /** One that was to create a node where there is none. */
  static Attempt toCreate(long session) {
    return new Attempt(session, 0, false);
  }

  /**
   * Whether that node may be of this attempt, or of an earlier one. Not more than may: another
   * Coordination can share our session. The node that was to be replaced is not of this attempt,
   * though, whoever's session it is of.
   */
  boolean mayConcern(NodeStat stat) {
    if (replaced != 0 && stat.czxid() == replaced) {
      return !ofAnother;
    }
    return session != 0 && stat.owner() == session;
  }
}
