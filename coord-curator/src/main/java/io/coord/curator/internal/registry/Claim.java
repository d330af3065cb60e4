package io.coord.curator.internal.registry;

import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What a registration knows of the node at its path. Confined to the keeper's executor, except that
 * others may ask whether it is {@link #isUncertain}.
 */
final class Claim {

  private @Nullable OwnNode own; // null if we know of none
  private volatile @Nullable Attempt attempt; // null if the outcome of the last one is known
  private boolean established; // was committed at least once
  private boolean looked; // since the last doubt; a watch will raise the next

  /** The node that is ours; null if we know of none. */
  @Nullable OwnNode own() {
    return own;
  }

  /** Whether there may be something of ours that nobody has seen. */
  boolean isUncertain() {
    return attempt != null;
  }

  /** Whether there is nothing of ours, for certain. */
  boolean isEmpty() {
    return own == null && attempt == null;
  }

  /** Whether the node must be looked at before anything else. The very first try needs no look. */
  boolean isInDoubt() {
    return !looked && (established || !isEmpty());
  }

  /** Something happened to the node, or may have. */
  void doubt() {
    looked = false;
  }

  /** Something happened to the connection; requests under way may be tried in this session. */
  void doubtIn(long session) {
    looked = false;
    if (attempt != null) {
      attempt = attempt.alsoIn(session);
    }
  }

  /** A request is being sent that puts our node there. */
  void begin(Attempt begun) {
    attempt = begun;
    looked = false;
  }

  /** The request was refused: nothing was done. */
  void refused() {
    if (own == null) {
      attempt = null;
    }
  }

  /** The node is ours, and this is what we know of it. */
  void settle(OwnNode node) {
    own = node;
    attempt = null;
    established = true;
  }

  /** The node is ours in so far as it is to be removed. */
  void settleForRemoval(@Nullable OwnNode node) {
    own = node;
    attempt = null;
  }

  /** The value that the attempt wrote which has just been found to have succeeded. */
  Desired attempted() {
    if (attempt == null) {
      throw new IllegalStateException("nothing was attempted");
    }
    return attempt.value();
  }

  /** Takes note of what stands there now, null for nothing, and says whose it is. */
  Ownership look(@Nullable Stat stat, long session) {
    looked = true;
    Ownership ownership = Ownership.judge(stat, session, own, attempt, established);
    if (ownership == Ownership.ABSENT) {
      own = null;
      attempt = null;
    }
    return ownership;
  }
}
