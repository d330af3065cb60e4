package io.coord.election;

/**
 * The state of a {@link Candidacy}.
 *
 * <pre>
 * WAITING    -&gt; LEADING | INELIGIBLE | CLOSED
 * LEADING    -&gt; STOPPING | WAITING
 * STOPPING   -&gt; WAITING | INELIGIBLE | CLOSED
 * INELIGIBLE -&gt; WAITING | CLOSED
 * CLOSED: final
 * </pre>
 */
public enum CandidacyState {
  /** Queued behind others, trying to queue, or pausing after a term. */
  WAITING,

  /** The task runs. Whether the leadership is proven at the moment, {@link Term#isLeading} says. */
  LEADING,

  /** The task runs and was asked to stop, or its lease is lost. */
  STOPPING,

  /** Not queued: the eligibility check returned false, threw, hangs, or has not returned yet. */
  INELIGIBLE,

  /** Closed by the application, and the task has returned. */
  CLOSED
}
