package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import org.jspecify.annotations.Nullable;

/**
 * Whose node is at our path. A pure table. A node is ours if a reply showed that we created it. The
 * owning session is not enough, because two Coordinations can share a client.
 */
enum Ownership {
  /** There is no node. */
  ABSENT,

  /** Ours, of the current session. */
  OURS,

  /** Ours, but of a session that has ended or is about to. */
  STALE,

  /** Perhaps ours, from an attempt whose reply was lost; replaced by one that certainly is. */
  UNCERTAIN,

  /** Another's, from before this registration; replaced, because the newest wins. */
  PREDECESSOR,

  /** Another's, from after this registration, which has lost. */
  SUCCESSOR;

  /**
   * Judges a node.
   *
   * @param stat the node at the path; null if there is none
   * @param session our current session; 0 if there is none at the moment
   * @param own the node we created; null if none is known
   * @param attempt our attempt whose outcome is unknown, if any
   * @param established whether this registration was ever committed: then another's node in its
   *     place came later
   */
  static Ownership judge(
      @Nullable NodeStat stat,
      long session,
      @Nullable OwnNode own,
      @Nullable Attempt attempt,
      boolean established) {
    if (stat == null) {
      return ABSENT;
    }
    if (own != null && own.is(stat)) {
      return session != 0 && stat.owner() == session ? OURS : STALE;
    }
    if (attempt != null && attempt.mayConcern(stat)) {
      return UNCERTAIN;
    }
    return established ? SUCCESSOR : PREDECESSOR;
  }
}
