package io.coord.curator.internal.support;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs after a delay. It is scheduled at most once at a time, for the earliest of the
 * times requested. Confined to its executor.
 */
public final class DelayedTask {

  private static final long MOMENT_MILLIS = 50;

  private final Timer timer;
  private final Executor serial;
  private final Runnable task;
  private final Executor later;
  private @Nullable Future<?> due;
  private long dueAt; // by the timer
  private int runs; // keeps a run that was cancelled at the last moment from taking place

  public DelayedTask(Timer timer, Executor serial, Runnable task) {
    this.timer = timer;
    this.serial = serial;
    this.task = task;
    this.later =
        retry -> {
          var unused =
              timer.schedule(() -> serial.execute(retry), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        };
  }

  public boolean isDue() {
    return due != null;
  }

  /** Runs the task after that delay, unless it is due earlier. Never throws. */
  public void runIn(long millis) {
    long at = timer.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (due != null && dueAt - at <= 0) {
      return;
    }
    cancel();
    int run = runs;
    dueAt = at;
    Retry.untilTaken(() -> schedule(run, millis), later);
  }

  private void schedule(int run, long millis) {
    if (run == runs) {
      due = timer.schedule(() -> serial.execute(() -> run(run)), millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Cancels the pending run, if any, and lets the timer forget it. */
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
