package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import org.jspecify.annotations.Nullable;

/**
 * The node that this registration created, as last known. The only proof of that is the answer to a
 * creation; every later answer is about this node only if czxid and owner session are its own. The
 * version alone says nothing: a node that another put in its place may have the same.
 */
final class OwnNode {

  private final long czxid; // the transaction that created it
  private final long owner; // with it, czxid is unique even if the servers' data were wiped
  private final int version; // of its data
  private final long revision; // of the desired value it holds; 0 if somebody else has written it

  private OwnNode(long czxid, long owner, int version, long revision) {
    this.czxid = czxid;
    this.owner = owner;
    this.version = version;
    this.revision = revision;
  }

  /**
   * The node that a transaction of ours created, by its answer.
   *
   * @param stat of the node when that transaction ended
   * @param session in which it was sent
   * @return null if that is not what the answer says: the node is of another session, or is older
   *     than the last transaction that wrote it
   */
  static @Nullable OwnNode created(NodeStat stat, long session, long revision) {
    boolean byThatTransaction =
        session != 0 && stat.owner() == session && stat.czxid() == stat.mzxid();
    return byThatTransaction ? new OwnNode(stat.czxid(), session, stat.version(), revision) : null;
  }

  /**
   * This node, after that session has written it; null if another's was written, or if the session
   * is not the one that it lives with.
   */
  @Nullable OwnNode written(NodeStat stat, long session, long revision) {
    return is(stat) && owner == session
        ? new OwnNode(czxid, owner, stat.version(), revision)
        : null;
  }

  /** This node as it was found now; null if another was found. */
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
