package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a registration knows about the node at its path. Confined to the reconciler's executor,
 * except that any thread may call {@link #mayHaveBeenSeen}.
 */
final class ObservedState {

  /** How far what is known about the node can be relied on. */
  private enum View {
    NOTHING_THERE, // no request was sent yet, or the last one found the parents missing
    IN_DOUBT,
    PUT, // just created, without a watch
    WATCHED // looked at since the last doubt; an event will raise the next
  }

  private enum Parents {
    ASSUMED,
    MISSING, // a creation failed because they are missing
    CREATED // just now; if they are still missing, that is a failure
  }

  private final Predicate<NodeStat> ofSibling;
  private @Nullable OwnNode own; // null if none is known
  private @Nullable Attempt attempt; // the one whose reply was lost, if any
  private @Nullable Obstacle obstacle; // found by the last look, if any
  private boolean established; // was committed at least once
  private View view = View.NOTHING_THERE;
  private Parents parents = Parents.ASSUMED;
  private volatile boolean underWay; // a request that creates our node
  private volatile boolean seen; // such a request has succeeded, or its reply was lost

  /** Of a registration that is the only one of its Coordination at the path. */
  ObservedState() {
    this(stat -> false);
  }

  /**
   * Nothing is known yet.
   *
   * @param ofSibling whether another registration of this Coordination knows that node as its own
   */
  ObservedState(Predicate<NodeStat> ofSibling) {
    this.ofSibling = ofSibling;
  }

  /** The node that is ours; null if we know of none. */
  @Nullable OwnNode own() {
    return own;
  }

  /** What the last look found in our place; null if nothing, or our own node. */
  @Nullable Obstacle obstacle() {
    return obstacle;
  }

  /** Whether it was committed at least once. */
  boolean isEstablished() {
    return established;
  }

  /**
   * Whether others may have seen a node of ours, even one that is certainly gone. True from before
   * a request is sent, unless it turns out that the request did nothing.
   */
  boolean mayHaveBeenSeen() {
    return underWay || seen;
  }

  /** Whether a request of ours whose reply was lost may still take effect. */
  boolean isUnanswered() {
    return attempt != null;
  }

  /** Whether nothing of ours can be there. */
  boolean isEmpty() {
    return own == null && attempt == null && (obstacle == null || obstacle.ofAnother());
  }

  /** Whether the node must be looked at before anything else. */
  boolean isInDoubt() {
    return view == View.IN_DOUBT;
  }

  /** Whether the node could have become another's without our knowing. */
  boolean isUnwatched() {
    return view != View.WATCHED;
  }

  /**
   * Something may have happened to the node. Before the first request, there is nothing to doubt.
   */
  void doubt() {
    if (view != View.NOTHING_THERE) {
      view = View.IN_DOUBT;
    }
  }

  /** A request that creates our node is about to be sent. */
  void begin() {
    underWay = true;
    obstacle = null;
    view = View.IN_DOUBT;
  }

  /** The request certainly did nothing; an earlier one may have. */
  void didNothing() {
    underWay = false;
  }

  /** The reply to the request was lost. */
  void unanswered(Attempt lost) {
    attempt = lost;
    seen = true; // first: others look at both
    underWay = false;
  }

  /** Whether the parents must be created before the node can be. */
  boolean parentsMissing() {
    return parents == Parents.MISSING;
  }

  /** Takes the outcome of a creation. Returns whether all it did was find the parents missing. */
  boolean foundParentsMissing(ReplyCode code) {
    boolean missing = code == ReplyCode.NONODE && parents != Parents.CREATED;
    parents = missing ? Parents.MISSING : Parents.ASSUMED;
    if (missing) {
      didNothing();
      view = View.NOTHING_THERE;
    }
    return missing;
  }

  /** The parents exist now, or could not be created. */
  void triedParents(boolean created) {
    parents = created ? Parents.CREATED : Parents.ASSUMED;
  }

  /** Our node was just created. It has no watch yet, so this must not be relied on for long. */
  void put(OwnNode node) {
    settle(node);
    view = View.PUT;
  }

  /** The node is ours, and this is what we know about it. */
  void settle(OwnNode node) {
    forget();
    own = node;
    established = true;
    seen = true; // first: others look at both
    underWay = false;
  }

  /** Another's node was certainly created after everything we have sent. */
  void replaced() {
    forget();
    doubt();
  }

  /** Records what is there now, null if nothing, and returns whose it is. */
  Ownership look(@Nullable NodeStat stat, long session) {
    view = View.WATCHED;
    // It is of our session, but not what we have asked for and got no reply.
    Attempt possible = stat != null && ofSibling.test(stat) ? null : attempt;
    Ownership ownership = Ownership.judge(stat, session, own, possible, established);
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
