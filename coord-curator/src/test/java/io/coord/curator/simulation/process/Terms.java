package io.coord.curator.simulation.process;

import io.coord.election.Term;
import org.jspecify.annotations.Nullable;

/** The terms of one election, in all processes: epochs rise, and one process has one task. */
final class Terms {

  private long lastEpoch;
  private long count;
  private @Nullable String violation;

  /**
   * A task is called. If its lease is lost already, its process may learn of that late. A node that
   * was deleted from outside is not judged.
   */
  void begun(Candidate candidate, Term term) {
    count++;
    if (term.epoch() <= lastEpoch && term.isLeading() && candidate.isJudged()) {
      violation =
          "I8: %s leads with epoch %d after %d".formatted(candidate, term.epoch(), lastEpoch);
    }
    lastEpoch = Math.max(lastEpoch, term.epoch());
  }

  /** A task is called while another one of the same process runs. */
  void overlap(Candidate candidate, Term former, Term next) {
    violation = "I8: two tasks of %s: %s and %s".formatted(candidate, former, next);
  }

  long count() {
    return count;
  }

  @Nullable String violation() {
    return violation;
  }
}
