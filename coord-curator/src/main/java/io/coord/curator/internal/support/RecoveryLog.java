package io.coord.curator.internal.support;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logs each loss once, and each return once. One event may concern everything that a process has,
 * and things may come and go for hours, so there are few lines, and what was suppressed is counted.
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
   * Logs nothing yet.
   *
   * @param lost the line for a loss, with one place for what is lost
   * @param back the line for its return, likewise
   */
  public RecoveryLog(Log log, String lost, String back) {
    this.log = log;
    this.lost = lost + "{}";
    this.back = back + "{}";
  }

  /** It is lost. The caller makes sure that it was not lost before. */
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
