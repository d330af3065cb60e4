package io.coord.curator.internal.support;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A task that is run after a delay, and is due at most once at a time. Confined to its executor.
 */
public final class DelayedTask {

  private final ScheduledExecutorService timer;
  private final Executor serial;
  private final Runnable task;
  private boolean due;

  public DelayedTask(ScheduledExecutorService timer, Executor serial, Runnable task) {
    this.timer = timer;
    this.serial = serial;
    this.task = task;
  }

  /** Runs the task after that time, unless it is due already. */
  public void runIn(long millis) {
    if (!due) {
      due = true;
      var unused = timer.schedule(() -> serial.execute(this::run), millis, TimeUnit.MILLISECONDS);
    }
  }

  private void run() {
    due = false;
    task.run();
  }
}
