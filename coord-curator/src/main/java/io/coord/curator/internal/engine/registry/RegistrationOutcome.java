package io.coord.curator.internal.engine.registry;

import io.coord.CoordinationException;

/** What happens to a registration; called on its reconciler's executor. */
interface RegistrationOutcome {

  /**
   * The node is ours, and holds that revision of the value, or 0 if it holds somebody else's data.
   */
  void registered(long revision);

  /** Not connected. */
  void suspect();

  /** The node is gone, or its session is. */
  void restoring();

  /** A newer registration has taken over. */
  void replaced();

  /**
   * The revision is permanently rejected; the other one is desired again, unless there is a newer
   * one.
   */
  void refused(long revision, DesiredState kept, CoordinationException reason);

  /** The removal continues in the background. */
  void removalDelayed();

  /** The client was closed. */
  void abandoned();

  /** The reconciler has stopped. */
  void ended();
}
