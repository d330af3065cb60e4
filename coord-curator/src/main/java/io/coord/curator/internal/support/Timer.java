package io.coord.curator.internal.support;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The clock that the engines live by, and what falls due by it. */
public interface Timer {

  /** The present moment, comparable with others of this timer only. */
  long nanoTime();

  /** Runs the task after that delay. The task must only hand over to an executor. */
  Future<?> schedule(Runnable task, long delay, TimeUnit unit);
}
