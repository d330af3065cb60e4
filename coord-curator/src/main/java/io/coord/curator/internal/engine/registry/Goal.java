package io.coord.curator.internal.engine.registry;

import org.jspecify.annotations.Nullable;

/**
 * What a registration wants: that its node holds the desired value, or that the node is gone.
 * Confined to the reconciler's executor.
 */
final class Goal {

  private DesiredState desired;
  private DesiredState written; // what our node last held
  private boolean removal;

  Goal(DesiredState first) {
    this.desired = first;
    this.written = first;
  }

  /** Wants the value, unless it already wants a later one. Returns whether it does. */
  boolean desire(DesiredState next) {
    boolean later = next.revision() > desired.revision();
    if (later) {
      desired = next;
    }
    return later;
  }

  /** Wants the node to be gone. Returns whether it wanted something else before. */
  boolean remove() {
    boolean before = removal;
    removal = true;
    return !before;
  }

  boolean isRemoval() {
    return removal;
  }

  DesiredState desired() {
    return desired;
  }

  DesiredState written() {
    return written;
  }

  /** The request that brings it nearer; null if it is reached. */
  @Nullable Request next(ObservedState observed) {
    return removal ? NextRequest.toRemove(observed) : NextRequest.toRegister(observed, desired);
  }

  /**
   * Our node has that revision, or 0 if somebody else has written it. Returns whether that is the
   * goal; otherwise the node must still be written or removed.
   *
   * @param value what was just written; null if nothing was
   */
  boolean onSettled(@Nullable DesiredState value, long revision) {
    written = value == null ? written : value;
    return !removal && revision == desired.revision();
  }

  /** Gives up a rejected update, unless there is a later one. Does not give up the registration. */
  void giveUp(DesiredState refused) {
    if (desired.revision() == refused.revision()) {
      desired = written;
    }
  }
}
