package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import org.jspecify.annotations.Nullable;

/**
 * Whose node stands at our path. Pure. A node is ours if it is the one that an answer told us we
 * created: the owning session alone would not do, because two Coordinations can share a client.
 */
enum Ownership {
  /** There is no node. */
  ABSENT,

  /** Ours, of the present session. */
  OURS,

  /** Ours, but of a session that is gone or going. */
  STALE,

  /** Maybe ours: the answer to an attempt was lost. To be replaced by one that is. */
  UNCERTAIN,

  /** Somebody else's from before this registration: to be replaced, for the newest wins. */
  PREDECESSOR,

  /** Somebody else's who came after this registration, and has won. */
  SUCCESSOR;

  /**
   * Judges a node.
   *
   * @param stat the node at the path; null if there is none
   * @param session our present session; 0 if there is none at the moment
   * @param own the node we created; null if we know of none
   * @param attempt our attempt whose outcome is not known; null if there is none
   * @param established whether this registration was ever committed: whoever is there in its place
   *     has come later
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
