package io.coord.curator.internal.support;

import java.time.Duration;

/**
 * Limits how many lines a source may log per period, so that an outage of an hour fills no disk.
 * The next line counts what was suppressed. Not thread-safe; times are from nanoTime.
 */
public final class LogBudget {

  private final int lines;
  private final long period;
  private long begun;
  private int spent;
  private long left;

  /** Allows that many lines in each period. */
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

  /** The end of the line that is about to be written: how many were suppressed before it. */
  public String leftOut() {
    if (left == 0) {
      return "";
    }
    String leftOut = " (%d similar lines were suppressed.)".formatted(left);
    left = 0;
    return leftOut;
  }
}
