package io.coord.curator.internal.engine.registry;

import org.jspecify.annotations.Nullable;

/**
 * What a registration wants of its node: that it holds the desired value, or that it is gone.
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

  /** Wants that value, unless it wants a later one. Says whether it does. */
  boolean desire(DesiredState next) {
    boolean later = next.revision() > desired.revision();
    if (later) {
      desired = next;
    }
    return later;
  }

  /** Wants the node to be gone. Says whether it wanted something else before. */
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

  /** Which request brings it nearer; null if it is reached. */
  @Nullable Request next(ObservedState observed) {
    return removal ? NextRequest.toRemove(observed) : NextRequest.toRegister(observed, desired);
  }

  /**
   * Our node has that revision, or 0 if others have written it. Says whether that is all that is
   * wanted; otherwise it is still to be written or removed.
   *
   * @param value what was written just now; null if nothing was
   */
  boolean onSettled(@Nullable DesiredState value, long revision) {
    written = value == null ? written : value;
    return !removal && revision == desired.revision();
  }

  /** Gives up an update that is refused, unless there is a later one: not the registration. */
  void giveUp(DesiredState refused) {
    if (desired.revision() == refused.revision()) {
      desired = written;
    }
  }
}
