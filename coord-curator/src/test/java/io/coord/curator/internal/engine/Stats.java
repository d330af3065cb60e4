package io.coord.curator.internal.engine;

/** Stats of nodes that a test cares little about. */
public final class Stats {

  /** Of nothing in particular. */
  public static final NodeStat ANY = new NodeStat(0, 0, 0, 0, 0, 0, 0, 0);

  private Stats() {}

  /** Of an ephemeral node. */
  public static NodeStat ephemeral(long czxid, long mzxid, int version, long owner) {
    return new NodeStat(czxid, mzxid, 0, 0, 0, version, owner, 0);
  }

  /** Of a node with so many children. */
  public static NodeStat parent(int children) {
    return new NodeStat(0, 0, 0, 0, 0, 0, 0, children);
  }
}
