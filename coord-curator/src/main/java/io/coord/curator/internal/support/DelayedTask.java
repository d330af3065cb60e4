package io.coord.curator.internal.support;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A task that is run after a delay, and is due at most once at a time: at the earliest of the times
 * asked for. Confined to its executor.
 */
public final class DelayedTask {

  private final Timer timer;
  private final Executor serial;
  private final Runnable task;
  private @Nullable Future<?> due;
  private long dueAt; // by the timer
  private int runs; // so that one that was put off at the last moment is not run

  public DelayedTask(Timer timer, Executor serial, Runnable task) {
    this.timer = timer;
    this.serial = serial;
    this.task = task;
  }

  public boolean isDue() {
    return due != null;
  }

  /** Runs the task after that time, unless it is due before. */
  public void runIn(long millis) {
    long at = timer.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (due != null && dueAt - at <= 0) {
      return;
    }
    cancel();
    int run = runs;
    dueAt = at;
    due = timer.schedule(() -> serial.execute(() -> run(run)), millis, TimeUnit.MILLISECONDS);
  }

  /** It is not due any more, and the timer does not hold on to it. */
  public void cancel() {
    runs++;
    if (due != null) {
      due.cancel(false);
      due = null;
    }
  }

  private void run(int run) {
    if (run == runs) {
      due = null;
      task.run();
    }
  }
}
