package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.support.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a candidacy pauses before it stands again. A term that the task ended itself is followed
 * by a pause, in which others lead; failures in a row by ever longer ones. Pure. Confined to the
 * engine's executor.
 */
final class RetryPause {

  private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final long firstMillis;
  private final long longestMillis;
  private long nextMillis;

  RetryPause(Duration first) {
    this.firstMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(Deadline.saturatedNanos(first)));
    this.longestMillis = Math.max(firstMillis, LONGEST_MILLIS);
    this.nextMillis = firstMillis;
  }

  /** After a term that the task ended by returning, or was asked to end. */
  long afterReturn() {
    nextMillis = firstMillis;
    return firstMillis;
  }

  /**
   * After a failure.
   *
   * @param lastedNanos how long it went well before
   */
  long afterFailure(long lastedNanos) {
    if (TimeUnit.NANOSECONDS.toMillis(lastedNanos) >= longestMillis) {
      nextMillis = firstMillis;
    }
    long pause = nextMillis;
    nextMillis = Math.min(pause * 2, longestMillis);
    return pause;
  }
}
