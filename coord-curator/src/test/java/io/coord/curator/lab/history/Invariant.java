package io.coord.curator.lab.history;

/** What must be true of every history, whatever faults there were. */
public enum Invariant {
  /** The store accepted no write with a token smaller than one it had seen. */
  I1,
  /**
   * A token belongs to one grant; a grant requested after another one was made has a greater one.
   */
  I2,
  /** The intervals in which two grants of one lock were held do not overlap. */
  I3,
  /** Every operation ends in time and says how; what was refused did not happen. */
  I4,
  /** Nothing is left behind. */
  I5,
  /**
   * Every view ends up matching ZooKeeper, and its changes add up to it; a fresh one misses nothing
   * that existed before it was opened.
   */
  I6,
  /**
   * Of live registrations with one id the newest is registered in the end, and no other; nobody
   * writes the node in turns.
   */
  I7,
  /**
   * Leaders of one election follow each other with rising epochs, no process has two tasks, and
   * once no fault is left somebody leads again soon.
   */
  I8,
  /** An outage shorter than sessions live costs no lease and no member. */
  I9
}
