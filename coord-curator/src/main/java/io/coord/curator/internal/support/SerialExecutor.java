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
 *
 * <p>One of an engine loses no task, and {@link #execute} does not throw: if the task cannot be
 * handed over for a moment, that is done again a moment later.
 */
public final class SerialExecutor implements Executor {

  private static final Log log = Log.of(SerialExecutor.class);

  private final @Nullable Executor later;
  private final Runnable start; // asks for a thread that runs what is queued
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("monitor")
  private boolean running;

  public SerialExecutor(Executor threads) {
    this(threads, null);
  }

  private SerialExecutor(Executor threads, @Nullable Executor later) {
    this.later = later;
    Runnable drain = this::drain;
    this.start = () -> threads.execute(drain);
  }

  /** For steps of an engine, each of which may be the last that keeps it going. */
  public static SerialExecutor ofEngine(Threads threads) {
    return new SerialExecutor(threads.engine(), threads.later(threads.engine()));
  }

  @Override
  public void execute(Runnable task) {
    if (later == null) {
      take(task);
    } else {
      Retry.untilTaken(() -> take(task), later);
    }
  }

  private void take(Runnable task) {
    synchronized (monitor) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    if (later == null) {
      startOrThrow();
    } else {
      Retry.untilTaken(start, later);
    }
  }

  private void startOrThrow() {
    try {
      start.run();
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
