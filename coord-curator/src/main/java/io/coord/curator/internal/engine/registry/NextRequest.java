package io.coord.curator.internal.engine.registry;

import org.jspecify.annotations.Nullable;

/**
 * Which request is needed next, given what is desired and what is known about the node. A pure
 * table; the first line that fits applies:
 *
 * <pre>
 * the node                              to be registered    to be removed
 * in doubt                              look                look
 * cannot be created: parents missing    create the parents  –
 * another's, or of an earlier session   replace it          delete it if it may be ours
 * absent                                create it           look, if a reply was lost
 * ours, as desired                      nothing             (as below)
 * ours, but just created and not
 *   watched yet                         look                look
 * ours                                  write it            delete it
 * </pre>
 *
 * <p>Nothing is written or deleted before the node has been looked at since the last doubt; only
 * the first creation needs no look.
 */
final class NextRequest {

  private NextRequest() {}

  /** Null if the node is as desired. */
  static @Nullable Request toRegister(ObservedState observed, DesiredState desired) {
    OwnNode own = observed.own();
    Obstacle obstacle = observed.obstacle();
    if (observed.isInDoubt()) {
      return new Request.Look();
    } else if (observed.parentsMissing()) {
      return new Request.CreateParents();
    } else if (obstacle != null) {
      return new Request.Replace(obstacle, desired);
    } else if (own == null) {
      return new Request.Create(desired);
    } else if (own.revision() == desired.revision()) {
      return null;
    }
    return observed.isUnwatched() ? new Request.Look() : new Request.Write(own, desired);
  }

  /** Null if there is nothing of ours. */
  static @Nullable Request toRemove(ObservedState observed) {
    OwnNode own = observed.own();
    Obstacle obstacle = observed.obstacle();
    if (observed.isEmpty()) {
      return null;
    } else if (observed.isInDoubt()) {
      return new Request.Look();
    } else if (obstacle != null) {
      return new Request.Delete(obstacle.version());
    }
    return own == null || observed.isUnwatched()
        ? new Request.Look()
        : new Request.Delete(own.version());
  }
}
