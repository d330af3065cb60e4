package io.coord.curator.simulation.ensemble;

import java.util.Set;

/**
 * A znode as a server keeps it. Never changed: a change makes another one.
 *
 * @param creations how many children were ever created; a client sees another number
 * @param owner the session of an ephemeral node, {@link #CONTAINER}, or 0
 * @param children their names
 */
record Znode(
    byte[] data,
    long czxid,
    long mzxid,
    long pzxid,
    long ctime,
    long mtime,
    int version,
    int creations,
    long owner,
    Set<String> children) {

  /** The owner of a container. */
  static final long CONTAINER = Long.MIN_VALUE;

  static Znode created(byte[] data, long owner, long zxid, long time) {
    return new Znode(data, zxid, zxid, zxid, time, time, 0, 0, owner, Set.of());
  }

  Znode written(byte[] newData, long zxid, long time) {
    return new Znode(
        newData, czxid, zxid, pzxid, ctime, time, version + 1, creations, owner, children);
  }

  Znode withChildren(Set<String> now, int moreCreations, long zxid) {
    return new Znode(
        data,
        czxid,
        mzxid,
        Math.max(pzxid, zxid),
        ctime,
        mtime,
        version,
        creations + moreCreations,
        owner,
        now);
  }

  boolean isContainer() {
    return owner == CONTAINER;
  }

  boolean isEphemeral() {
    return owner != 0 && owner != CONTAINER;
  }

  /**
   * As a client sees it: every creation counts twice in its cversion, less the children that are
   * still there, which is how many were created and deleted.
   */
  ZnodeStat stat() {
    return new ZnodeStat(
        czxid,
        mzxid,
        pzxid,
        ctime,
        mtime,
        version,
        creations * 2 - children.size(),
        isEphemeral() ? owner : 0,
        data.length,
        children.size());
  }
}
