package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;

/**
 * A node that stands where ours is to be, and is not certainly ours.
 *
 * @param czxid the transaction that created it
 * @param version of its data
 * @param ofAnother whether it certainly is not ours; otherwise it may be, and is removed as ours
 */
record Obstacle(long czxid, int version, boolean ofAnother) {

  static Obstacle of(NodeStat stat, boolean ofAnother) {
    return new Obstacle(stat.czxid(), stat.version(), ofAnother);
  }
}
