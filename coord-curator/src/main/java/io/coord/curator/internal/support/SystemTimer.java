package io.coord.curator.internal.support;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Real time, by {@link System#nanoTime}. */
final class SystemTimer implements Timer {

  private static final long MOMENT_MILLIS = 50;

  private final ScheduledExecutorService executor;
  private final Executor later;

  SystemTimer(ScheduledExecutorService executor) {
    this.executor = executor;
    this.later =
        task -> {
          var unused = executor.schedule(task, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        };
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return executor.schedule(() -> Retry.untilTaken(task, later), delay, unit);
  }
}
