package io.coord.curator.internal.registry;

import org.apache.zookeeper.data.Stat;

/**
 * The node that this registration created.
 *
 * @param czxid the transaction that created it
 * @param owner the session that owns it; with it, czxid is unique even if the server's data are
 *     wiped
 * @param version of its data, as last known
 * @param revision of the desired value it holds; 0 if somebody else has written it
 */
record OwnNode(long czxid, long owner, int version, long revision) {

  static OwnNode of(Stat stat, long revision) {
    return new OwnNode(stat.getCzxid(), stat.getEphemeralOwner(), stat.getVersion(), revision);
  }

  boolean is(Stat stat) {
    return czxid == stat.getCzxid() && owner == stat.getEphemeralOwner();
  }

  /** This node as it was found now. */
  OwnNode found(Stat stat) {
    return stat.getVersion() == version ? this : of(stat, 0);
  }
}
