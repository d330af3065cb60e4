package io.coord.curator.lab.history;

/** How an operation ended, for whoever called it. */
public enum Outcome {
  /** It happened. */
  DONE,
  /** It certainly did not happen, and will not. */
  REFUSED,
  /** It may have happened, or may still. */
  INDETERMINATE,
  /** It ended in a way that says none of the three. */
  FAILED
}
