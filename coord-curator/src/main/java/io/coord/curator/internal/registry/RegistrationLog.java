package io.coord.curator.internal.registry;

import io.coord.curator.internal.support.LogBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for each registration that it is lost, and that it is restored. One event may concern
 * all of a process, and they may come and go for hours: the lines are few, and what was left out is
 * counted.
 */
final class RegistrationLog {

  private static final Logger log = LoggerFactory.getLogger(RegistrationLog.class);
  private static final int LINES = 10;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Object monitor = new Object();
  private final LogBudget losses = new LogBudget(LINES, PERIOD); // guarded by monitor
  private final LogBudget returns = new LogBudget(LINES, PERIOD); // guarded by monitor

  void lost(String path) {
    String leftOut = take(losses);
    if (leftOut != null) {
      log.warn("The registration {} is lost; it is put back as soon as possible.{}", path, leftOut);
    }
  }

  void restored(String path) {
    String leftOut = take(returns);
    if (leftOut != null) {
      log.info("The registration {} is restored.{}", path, leftOut);
    }
  }

  private @Nullable String take(LogBudget budget) {
    synchronized (monitor) {
      return budget.spend(System.nanoTime()) ? budget.told() : null;
    }
  }
}
