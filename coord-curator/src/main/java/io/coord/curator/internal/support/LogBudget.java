package io.coord.curator.internal.support;

import java.time.Duration;

/**
 * How many lines a source may write in a time, so that an outage of an hour fills no disk. What was
 * left out is counted in the next line. Not thread-safe; moments are by nanoTime.
 */
public final class LogBudget {

  private final int lines;
  private final long period;
  private long begun;
  private int spent;
  private long left;

  /** So many lines in each such time. */
  public LogBudget(int lines, Duration period) {
    this.lines = lines;
    this.period = Deadline.saturatedNanos(period);
  }

  /** Whether one more line may be written. */
  public boolean spend(long now) {
    if (spent == 0 || now - begun >= period) {
      begun = now;
      spent = 0;
    }
    if (spent == lines) {
      left++;
      return false;
    }
    spent++;
    return true;
  }

  /** For the end of the line that is written now: how many were left out before it. */
  public String leftOut() {
    if (left == 0) {
      return "";
    }
    String leftOut = " (%d such lines were left out.)".formatted(left);
    left = 0;
    return leftOut;
  }
}
