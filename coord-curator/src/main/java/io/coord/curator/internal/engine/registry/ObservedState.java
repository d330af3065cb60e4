package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import org.jspecify.annotations.Nullable;

/**
 * What a registration knows of the node at its path. Confined to the reconciler's executor, except
 * that any thread may ask whether it {@link #mayHaveBeenSeen}.
 */
final class ObservedState {

  /** How much what is known of the node is worth. */
  private enum View {
    NOTHING_THERE, // no request was sent yet, or the last one told so
    IN_DOUBT,
    PUT, // just put there; no watch is there yet
    WATCHED // looked at since the last doubt; a watch, or a delay, will raise the next
  }

  private enum Parents {
    ASSUMED,
    MISSING, // a creation failed for lack of them
    CREATED // just now; if they are missing all the same, that is a failure
  }

  private @Nullable OwnNode own; // null if we know of none
  private @Nullable Attempt attempt; // whose answer was lost; null if there is none
  private @Nullable Obstacle obstacle; // found by the last look; null if there is none
  private boolean established; // was committed at least once
  private View view = View.NOTHING_THERE;
  private Parents parents = Parents.ASSUMED;
  private volatile boolean underWay; // a request that puts our node there
  private volatile boolean seen; // such a request has put it there, or its reply was lost

  /** The node that is ours; null if we know of none. */
  @Nullable OwnNode own() {
    return own;
  }

  /** What the last look found where ours is to be; null for nothing, or ours. */
  @Nullable Obstacle obstacle() {
    return obstacle;
  }

  /** Whether it was committed at least once. */
  boolean isEstablished() {
    return established;
  }

  /**
   * Whether others may have seen a node of ours, even if it is certainly gone by now. True from
   * before the request until it is certain that it did nothing.
   */
  boolean mayHaveBeenSeen() {
    return underWay || seen;
  }

  /** Whether a request of ours that was lost may still show its effect. */
  boolean isUnanswered() {
    return attempt != null;
  }

  /** Whether there is nothing of ours, but for what is under way. */
  boolean isEmpty() {
    return own == null && attempt == null && (obstacle == null || obstacle.ofAnother());
  }

  /** Whether the node must be looked at before anything else. The very first try needs no look. */
  boolean isInDoubt() {
    return view == View.IN_DOUBT;
  }

  /** Whether nothing would have told that the node is another's now. */
  boolean isUnwatched() {
    return view != View.WATCHED;
  }

  /** Something happened to the node or to the connection, or may have. */
  void doubt() {
    if (view != View.NOTHING_THERE) {
      view = View.IN_DOUBT;
    }
  }

  /** A request is being sent that puts our node there. */
  void begin() {
    underWay = true;
    obstacle = null;
    view = View.IN_DOUBT;
  }

  /** The request certainly did nothing; one before it may have. */
  void didNothing() {
    underWay = false;
  }

  /** The answer to the request was lost. */
  void unanswered(Attempt lost) {
    attempt = lost;
    seen = true; // first: others look at both
    underWay = false;
  }

  /** Whether the parents must be created before the node can be. */
  boolean parentsMissing() {
    return parents == Parents.MISSING;
  }

  /** A creation ended so: whether it did nothing but find out that the parents are missing. */
  boolean foundParentsMissing(ReplyCode code) {
    boolean missing = code == ReplyCode.NONODE && parents != Parents.CREATED;
    parents = missing ? Parents.MISSING : Parents.ASSUMED;
    if (missing) {
      didNothing();
      view = View.NOTHING_THERE;
    }
    return missing;
  }

  /** The parents are there now, or could not be created. */
  void triedParents(boolean created) {
    parents = created ? Parents.CREATED : Parents.ASSUMED;
  }

  /** Our node was just put there; no watch is there yet, so this is not for long. */
  void put(OwnNode node) {
    settle(node);
    view = View.PUT;
  }

  /** The node is ours, and this is what we know of it. */
  void settle(OwnNode node) {
    forget();
    own = node;
    established = true;
    seen = true; // first: others look at both
    underWay = false;
  }

  /** Another's node was certainly put there after whatever we have sent. */
  void replaced() {
    forget();
    doubt();
  }

  /** Takes note of what stands there now, null for nothing, and says whose it is. */
  Ownership look(@Nullable NodeStat stat, long session) {
    view = View.WATCHED;
    Ownership ownership = Ownership.judge(stat, session, own, attempt, established);
    OwnNode found = own == null || stat == null ? null : own.found(stat);
    if (ownership == Ownership.OURS && found != null) {
      settle(found);
    } else if (stat == null || ownership == Ownership.SUCCESSOR) {
      forget();
    } else if (ownership == Ownership.PREDECESSOR) {
      forget();
      obstacle = Obstacle.of(stat, true);
    } else {
      obstacle = Obstacle.of(stat, false);
    }
    return ownership;
  }

  private void forget() {
    own = null;
    attempt = null;
    obstacle = null;
  }
}
