package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import org.jspecify.annotations.Nullable;

/**
 * The node that this registration created, as last known. The only proof is the reply to a
 * creation. A later reply is about this node only if both czxid and owner match. The version alone
 * proves nothing: another's node in its place may have the same one (hazard R8).
 */
final class OwnNode {

  private final long czxid; // the transaction that created it
  private final long owner; // makes czxid unique even if the servers lost their data
  private final int version; // of its data
  private final long revision; // of the value it holds; 0 if somebody else has written it

  private OwnNode(long czxid, long owner, int version, long revision) {
    this.czxid = czxid;
    this.owner = owner;
    this.version = version;
    this.revision = revision;
  }

  /**
   * The node that one of our transactions created, if the reply shows that.
   *
   * @param stat the node's stat when the transaction ended
   * @param session the session in which it was sent
   * @return null if the node is another session's, or was created before the transaction
   */
  static @Nullable OwnNode created(NodeStat stat, long session, long revision) {
    boolean byThatTransaction =
        session != 0 && stat.owner() == session && stat.czxid() == stat.mzxid();
    return byThatTransaction ? new OwnNode(stat.czxid(), session, stat.version(), revision) : null;
  }

  /**
   * This node after the session has written it; null if another's node was written, or if the
   * session does not own this one.
   */
  @Nullable OwnNode written(NodeStat stat, long session, long revision) {
    return is(stat) && owner == session
        ? new OwnNode(czxid, owner, stat.version(), revision)
        : null;
  }

  /** This node as just found; null if another node was found. */
  @Nullable OwnNode found(NodeStat stat) {
    if (!is(stat)) {
      return null;
    }
    return stat.version() == version ? this : new OwnNode(czxid, owner, stat.version(), 0);
  }

  boolean is(NodeStat stat) {
    return czxid == stat.czxid() && owner == stat.owner();
  }

  int version() {
    return version;
  }

  long revision() {
    return revision;
  }
}
