package io.coord.curator.lab.history;

/** What an {@link Entry} records. */
public enum Kind {
  /** A call that requests a lock; with its token if it was granted. */
  ACQUIRE,
  /** A call that releases a lock. */
  RELEASE,
  /** From a first to a last answer "held" of one grant; no answer between them was the last. */
  HELD,
  /** The first answer "not held" of one grant that was held before. */
  LOST,
  /**
   * A grant that its subject calls lost for good: from when it was last held to when that was seen.
   */
  GONE,
  /** From the call of a leader's task until it returned; with the epoch of its term. */
  LEAD,
  /** The store's decision on a write. */
  WRITE,
  /** A call that registers an instance with a value that nobody else writes. */
  REGISTER,
  /** A call that gives the instance another such value. */
  UPDATE,
  /** A call that deregisters the instance. */
  DEREGISTER,
  /** A change of the members as a watcher was notified of it; its value is a {@link ViewChange}. */
  VIEW,
  /** What a watcher's view held at the end. */
  LAST_VIEW,
  /** The instance that its owner, at the end, believed to be registered, and its value. */
  LAST_REGISTERED,
  /** What ZooKeeper held at the end. */
  TRUTH,
  /** What a registration reports about itself; its value is a {@link Standing}. */
  STANDING,
  /** A time in which nobody worked on an id that several had registered; at its end, a verdict. */
  QUIET,
  /** A view from when it was opened until it called itself fresh, or one read: what was in it. */
  LOOK,
  /** What ZooKeeper held, as the laboratory itself read it; its value is a {@link Census}. */
  CENSUS,
  /** From the end of an outage until a process heard from a server again. */
  REACHED,
  /** A time in which the process itself did not run: it was paused, or got no processor. */
  STALL,
  /** A fault, from its beginning until it was over. */
  FAULT,
  /** How long it took, in the end, until something was as it should be, or was given up. */
  SETTLED,
  /** Something that should be gone: a node, a watch, a thread, a call that has not ended. */
  LEFTOVER
}
