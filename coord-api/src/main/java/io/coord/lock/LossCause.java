package io.coord.lock;

/** Why a {@link Lease} was lost. */
public enum LossCause {
  /** The session ended, or must be taken to have. */
  SESSION_EXPIRED,

  /** Somebody deleted the contender's node, or the lock's, while the session lived. */
  NODE_DELETED,

  /** The client was closed under the lease. */
  CLOSED
}
