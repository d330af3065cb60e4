package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.NodeStat;

/** A znode's stat as a client sees it; the names are ZooKeeper's. */
public record ZnodeStat(
    long czxid,
    long mzxid,
    long pzxid,
    long ctime,
    long mtime,
    int version,
    int cversion,
    long ephemeralOwner,
    int dataLength,
    int numChildren) {

  /** The same in the engines' words. */
  public NodeStat toNodeStat() {
    return new NodeStat(czxid, mzxid, pzxid, ctime, mtime, version, ephemeralOwner, numChildren);
  }
}
