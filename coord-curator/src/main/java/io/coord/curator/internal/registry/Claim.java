package io.coord.curator.internal.registry;

import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What a registration knows of the node at its path. Confined to the keeper's executor, except that
 * others may ask whether it is {@link #isUncertain}.
 */
final class Claim {

  private @Nullable OwnNode own; // null if we know of none
  private @Nullable Attempt attempt; // whose answer was lost; null if there is none
  private boolean touched; // at least one request was sent
  private boolean established; // was committed at least once
  private boolean looked; // since the last doubt; a watch, or a delay, will raise the next
  private volatile boolean uncertain; // an attempt is under way, or its answer was lost

  /** The node that is ours; null if we know of none. */
  @Nullable OwnNode own() {
    return own;
  }

  /** Whether there may be something of ours that nobody has seen. */
  boolean isUncertain() {
    return uncertain;
  }

  /** Whether there is nothing of ours, but for what is under way. */
  boolean isEmpty() {
    return own == null && attempt == null;
  }

  /** Whether the node must be looked at before anything else. The very first try needs no look. */
  boolean isInDoubt() {
    return !looked && touched;
  }

  /** Something happened to the node or to the connection, or may have. */
  void doubt() {
    looked = false;
  }

  /** The node was just put there; no watch is there yet, so this is not for long. */
  void trust() {
    looked = true;
  }

  /** A request is being sent that puts our node there. */
  void begin() {
    uncertain = true;
    touched = true;
    looked = false;
  }

  /** The request certainly did nothing; one before it may have. */
  void didNothing() {
    uncertain = attempt != null;
  }

  /** The answer to the request was lost. */
  void unanswered(Attempt lost) {
    attempt = lost;
  }

  /** There is certainly no node at the moment. */
  void foundNothing() {
    looked = true;
  }

  /** The node is ours, and this is what we know of it. */
  void settle(OwnNode node) {
    own = node;
    attempt = null;
    uncertain = false;
    established = true;
  }

  /** What is there is to be removed as ours, or is none of ours if null. */
  void settleForRemoval(@Nullable OwnNode node) {
    own = node;
    attempt = null;
    uncertain = false;
  }

  /** Takes note of what stands there now, null for nothing, and says whose it is. */
  Ownership look(@Nullable Stat stat, long session) {
    looked = true;
    Ownership ownership = Ownership.judge(stat, session, own, attempt, established);
    if (ownership == Ownership.ABSENT) {
      settleForRemoval(null);
    }
    return ownership;
  }
}
