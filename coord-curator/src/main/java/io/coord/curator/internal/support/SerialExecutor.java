package io.coord.curator.internal.support;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in order, on threads of another executor. Each task sees what the ones
 * before it wrote, so state that only these tasks touch needs no lock. If a task throws, that is
 * logged, and the next one runs.
 */
public final class SerialExecutor implements Executor {

  private static final Log log = Log.of(SerialExecutor.class);

  private final Executor threads;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("monitor")
  private boolean running;

  public SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (monitor) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      threads.execute(this::drain);
    } catch (Throwable e) {
      synchronized (monitor) {
        running = false; // no thread could be started; the next task tries again
      }
      throw e;
    }
  }

  /**
   * Runs all queued tasks in one go: after a shutdown of the threads no further one could start.
   */
  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        log.error("A task failed; later tasks still run.", e);
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (monitor) {
      Runnable task = waiting.poll();
      running = task != null;
      return task;
    }
  }
}
