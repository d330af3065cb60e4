package io.coord.curator.internal.engine.session;

import io.coord.ConnectionState;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.LogBudget;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Logs one line for each loss of the connection or the session, and one for each recovery. States
 * are passed in one at a time.
 */
public final class ConnectionLog implements Consumer<ConnectionState> {

  private static final Log log = Log.of(ConnectionLog.class);

  /** If the connection comes and goes, this many lines a minute are enough. */
  private static final int LINES = 10;

  private final LongSupplier sessionId;
  private final LongSupplier nanoTime;
  private final LogBudget budget = new LogBudget(LINES, Duration.ofMinutes(1));
  private long session; // the last one seen; 0 before the first
  private long since; // when the connection was lost
  private boolean isAway;

  /**
   * Logs nothing until a connection is lost.
   *
   * @param sessionId the id of the current session; 0 if it is not known
   */
  public ConnectionLog(LongSupplier sessionId, LongSupplier nanoTime) {
    this.sessionId = sessionId;
    this.nanoTime = nanoTime;
  }

  @Override
  public void accept(ConnectionState state) {
    long now = nanoTime.getAsLong();
    switch (state) {
      case CONNECTED -> connected(now);
      case SUSPENDED -> {
        away(now);
        if (budget.spend(now)) {
          log.warn(
              "The connection to ZooKeeper is lost; session {} may still be alive.{}",
              hex(session),
              budget.leftOut());
        }
      }
      case LOST -> {
        away(now);
        if (budget.spend(now)) {
          log.warn(
              "ZooKeeper session {} is lost, {} s after the connection.{}",
              hex(session),
              seconds(now),
              budget.leftOut());
        }
      }
      case CONNECTING, CLOSED -> {} // caused by the application
    }
  }

  private void away(long now) {
    if (!isAway) {
      isAway = true;
      since = now;
    }
  }

  private void connected(long now) {
    long present = sessionId.getAsLong();
    if (isAway && budget.spend(now)) {
      log.info(
          present == session
              ? "Connected to ZooKeeper again after {} s, under the same session {}.{}"
              : "Connected to ZooKeeper again after {} s, under a new session {}.{}",
          seconds(now),
          hex(present),
          budget.leftOut());
    }
    isAway = false;
    session = present;
  }

  private long seconds(long now) {
    return Duration.ofNanos(now - since).toSeconds();
  }

  private static String hex(long session) {
    return "0x" + Long.toHexString(session);
  }
}
