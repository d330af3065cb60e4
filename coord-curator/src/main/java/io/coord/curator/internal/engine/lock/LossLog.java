package io.coord.curator.internal.engine.lock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.support.Log;
import io.coord.lock.LossCause;
import java.util.concurrent.Executor;

/**
 * One line for each lease that is lost. One event may take thousands of them: the first are named,
 * the others counted.
 */
public final class LossLog {

  private static final Log log = Log.of(LossLog.class);
  private static final int NAMED = 5;

  private final Executor later;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private int named; // since the last sum

  @GuardedBy("monitor")
  private int others;

  /**
   * Logs nothing yet.
   *
   * @param later runs what it is given a moment later
   */
  public LossLog(Executor later) {
    this.later = later;
  }

  /** That lease was lost; not by the application that closes all. */
  public void lost(ProcessLock lock, long token, LossCause cause) {
    boolean first;
    synchronized (monitor) {
      first = named == 0;
      if (named == NAMED) {
        others++;
        return;
      }
      named++;
    }
    if (first) {
      sumLater();
    }
    log.warn(
        "The lease of {} '{}' (token {}) is lost: {}.", lock.kind(), lock.name(), token, cause);
  }

  /** If that fails, the next loss is the first: otherwise no sum would make room for it. */
  private void sumLater() {
    try {
      later.execute(this::sum);
    } catch (RuntimeException | Error e) {
      synchronized (monitor) {
        named = 0;
      }
      throw e;
    }
  }

  private void sum() {
    int count;
    synchronized (monitor) {
      count = others;
      named = 0;
      others = 0;
    }
    if (count > 0) {
      log.warn("{} more leases were lost at the same time.", count);
    }
  }
}
