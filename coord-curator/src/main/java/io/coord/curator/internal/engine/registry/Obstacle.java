package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;

/**
 * A node in the place of ours that is not certainly ours.
 *
 * @param ofAnother whether it is certainly not ours; otherwise it may be, and is removed as ours
 */
record Obstacle(long czxid, int version, boolean ofAnother) {

  static Obstacle of(NodeStat stat, boolean ofAnother) {
    return new Obstacle(stat.czxid(), stat.version(), ofAnother);
  }
}
