package io.coord.curator.internal.engine.election;

import io.coord.election.CandidacyState;

/**
 * Where a candidacy stands, and what it has to do next. Pure: the events change it, {@link #next}
 * decides, and {@link CandidacyEngine} acts. Confined to the engine's executor.
 *
 * <p>A task that runs has a lease; the lease is closed before {@link #returned}. So a second task
 * cannot begin before the first has returned and its lease is released.
 */
final class Standing {

  /** What to do. Each step is taken once, and the next one asked for. */
  enum Step {
    /** Join the end of the queue. */
    QUEUE,
    /** Leave the queue, where it waits without a lease. */
    LEAVE,
    /** Ask the task to stop. */
    STOP,
    /** Nothing is left: the candidacy is closed. */
    CLOSE,
    /** Wait for the next event. */
    NOTHING
  }

  private enum Task {
    NONE,
    RUNNING,
    STOPPING
  }

  private boolean eligible;
  private boolean pausing;
  private boolean queued;
  private boolean stopWanted; // by the application, of the present task
  private boolean closing;
  private boolean closed;
  private Task task = Task.NONE;

  /**
   * Not queued yet.
   *
   * @param eligible false until the first check has returned
   */
  Standing(boolean eligible) {
    this.eligible = eligible;
  }

  /** The next step; it counts as taken. */
  Step next() {
    Step step = choose();
    switch (step) {
      case QUEUE -> queued = true;
      case LEAVE -> queued = false;
      case STOP -> task = Task.STOPPING;
      case CLOSE -> closed = true;
      case NOTHING -> {}
    }
    return step;
  }

  private Step choose() {
    if (closed) {
      return Step.NOTHING;
    }
    boolean withdrawn = closing || !eligible;
    if (task != Task.NONE) {
      return task == Task.RUNNING && (withdrawn || stopWanted) ? Step.STOP : Step.NOTHING;
    }
    if (queued) {
      return withdrawn ? Step.LEAVE : Step.NOTHING;
    }
    if (closing) {
      return Step.CLOSE;
    }
    return eligible && !pausing ? Step.QUEUE : Step.NOTHING;
  }

  /** For the application. */
  CandidacyState state() {
    if (closed) {
      return CandidacyState.CLOSED;
    }
    return switch (task) {
      case RUNNING -> CandidacyState.LEADING;
      case STOPPING -> CandidacyState.STOPPING;
      case NONE -> eligible ? CandidacyState.WAITING : CandidacyState.INELIGIBLE;
    };
  }

  /** It is first in the queue and has the lease: its task begins. */
  void granted() {
    queued = false;
    stopWanted = false;
    task = Task.RUNNING;
  }

  /** It is not queued any more, and has no lease. */
  void refused() {
    queued = false;
  }

  /** The lease is lost: the task is asked to stop at once, if it was not before. */
  void lost() {
    stopWanted = true;
  }

  /** The application wants others to lead first. Means nothing while no task runs. */
  void stepDown() {
    stopWanted = task != Task.NONE;
  }

  /** The task has returned, and its lease is closed. */
  void returned() {
    task = Task.NONE;
    stopWanted = false;
  }

  /** It does not queue before {@link #pauseOver}. */
  void pause() {
    pausing = true;
  }

  void pauseOver() {
    pausing = false;
  }

  /** What the check found. */
  void eligible(boolean now) {
    eligible = now;
  }

  /** The application does not want it any more. */
  void close() {
    closing = true;
  }

  boolean isStopping() {
    return task == Task.STOPPING;
  }
}
