package io.coord.curator.lab.history;

/** What an {@link Entry} tells. */
public enum Kind {
  /** A call that asks for a lock; its token if it was granted. */
  ACQUIRE,
  /** A call that gives a lock back. */
  RELEASE,
  /** From a first to a last answer "held" of one grant; no answer between them was the last. */
  HELD,
  /** The first answer "not held" of one grant that was held before. */
  LOST,
  /** The store's decision on a write. */
  WRITE,
  /** A call that registers an instance with a value that nobody else writes. */
  REGISTER,
  /** A call that gives the instance another such value. */
  UPDATE,
  /** A call that takes the instance away. */
  DEREGISTER,
  /** A change of the members as a watcher was told of it; its value is a {@link ViewChange}. */
  VIEW,
  /** What a watcher's view held at the end. */
  LAST_VIEW,
  /** The instance that its owner, at the end, believed to be registered, and its value. */
  LAST_REGISTERED,
  /** What ZooKeeper held at the end. */
  TRUTH,
  /** A time in which the process itself did not run: it was paused, or got no processor. */
  STALL,
  /** A fault, from its beginning until it was over. */
  FAULT,
  /** How long it took, in the end, until something was as it should be, or was given up. */
  SETTLED,
  /** Something that should be gone: a node, a watch, a thread, a call that has not ended. */
  LEFTOVER
}
