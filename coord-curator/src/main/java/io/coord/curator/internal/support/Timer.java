package io.coord.curator.internal.support;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The clock that the engines use, and delays measured with it. */
public interface Timer {

  /** The present time, comparable only with other times of this timer. */
  long nanoTime();

  /**
   * Runs the task after that delay. The task must do nothing but submit to an executor; if that
   * throws, it is run again a moment later, as by {@link Retry}.
   */
  Future<?> schedule(Runnable task, long delay, TimeUnit unit);
}
