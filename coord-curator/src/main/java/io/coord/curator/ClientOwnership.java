package io.coord.curator;

/** Who owns the client that a Coordination uses. */
enum ClientOwnership {
  /** The Coordination: it created the client and closes it. */
  OURS,

  /** The caller: the Coordination leaves the client open. */
  CALLERS
}
