package io.coord.curator.internal.engine.registry;

/** What the reply to a {@link Request} means for the registration. */
enum Finding {
  /** Nothing yet; the next request follows from what is known now. */
  INCONCLUSIVE,

  /** Our node was just created, so no other registration of this Coordination has one. */
  CREATED,

  /** The node is ours, and fully known. */
  OURS,

  /** There is no node of ours, and none that came after us. */
  MISSING,

  /** A newer registration has taken over. */
  TAKEN,

  /** The node is gone, as desired. */
  REMOVED,

  /** The request failed; trying again may help. */
  FAILED,

  /** The same for a removal. */
  NOT_REMOVED
}
