package io.coord.curator;

/** Whose client a Coordination works on. */
enum ClientOwnership {
  /** Made for this Coordination, and closed with it. */
  OURS,

  /** The caller's: it is left as it is. */
  CALLERS
}
