package io.coord.curator.simulation.ensemble;

/** How a watch stays. */
public enum WatchMode {
  /** Until it fires. */
  STANDARD,
  PERSISTENT,
  /** Persistent, and for all nodes below. */
  RECURSIVE
}
