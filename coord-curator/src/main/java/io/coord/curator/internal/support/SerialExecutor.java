package io.coord.curator.internal.support;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in the order given, on threads of another executor. What one task wrote
 * the next one sees, so state that only these tasks touch needs no lock. A task that throws is
 * logged and does not stop the next.
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
    } catch (RuntimeException | Error e) {
      synchronized (monitor) {
        running = false; // no thread could be had; the next task tries again
      }
      throw e;
    }
  }

  /** Runs all there is in one go: after a shutdown of the threads no further task could start. */
  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        log.error("A task failed; the next one goes on.", e);
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
