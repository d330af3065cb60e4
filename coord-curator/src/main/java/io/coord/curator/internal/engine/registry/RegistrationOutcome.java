package io.coord.curator.internal.engine.registry;

import io.coord.CoordinationException;

/** Told what becomes of a registration; called by its reconciler's serial executor. */
interface RegistrationOutcome {

  /** The node is ours. It holds that revision of the desired value, or 0 if another's data. */
  void registered(long revision);

  /** Not connected. */
  void suspect();

  /** The node is gone, or is of a session that is. */
  void restoring();

  /** Another owner came after us. */
  void replaced();

  /**
   * ZooKeeper refuses that revision for good; another is desired again, unless there is a newer.
   */
  void refused(long revision, DesiredState kept, CoordinationException reason);

  /** The node is to be removed, and that must wait for a connection. */
  void removalDelayed();

  /** The client was closed. */
  void abandoned();

  /** The reconciler does nothing any more. */
  void ended();
}
