package io.coord.curator.internal.support;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says once for each thing that it is lost, and once that it is back. One event may concern all of
 * a process, and they may come and go for hours: the lines are few, and what was left out is
 * counted.
 */
public final class RecoveryLog {

  private static final int LINES = 10;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Log log;
  private final String lost;
  private final String back;
  private final Object monitor = new Object();

  private final LogBudget losses = new LogBudget(LINES, PERIOD); // used under the monitor only
  private final LogBudget returns = new LogBudget(LINES, PERIOD); // likewise

  /**
   * Says nothing yet.
   *
   * @param lost the line for a loss, with one place for what is lost
   * @param back the line for its return, likewise
   */
  public RecoveryLog(Log log, String lost, String back) {
    this.log = log;
    this.lost = lost + "{}";
    this.back = back + "{}";
  }

  /** It is lost; that it was not is up to the caller. */
  public void lost(String what) {
    String leftOut = take(losses);
    if (leftOut != null) {
      log.warn(lost, what, leftOut);
    }
  }

  /** It is back. */
  public void back(String what) {
    String leftOut = take(returns);
    if (leftOut != null) {
      log.info(back, what, leftOut);
    }
  }

  private @Nullable String take(LogBudget budget) {
    synchronized (monitor) {
      return budget.spend(System.nanoTime()) ? budget.leftOut() : null;
    }
  }
}
