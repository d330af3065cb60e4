package io.coord.lock;

/** Why a {@link Lease} was lost. */
public enum LossCause {
  /** The session ended, or must be presumed to have ended. */
  SESSION_EXPIRED,

  /** The contender's node or the lock's node was deleted while the session was alive. */
  NODE_DELETED,

  /** The Coordination, or the client that it uses, was closed while the lease was open. */
  CLOSED
}
