package io.coord.curator.internal.support;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An executor that loses no task because no thread can be had at the moment: it keeps the task and
 * hands it over again until a thread is there. So {@link #execute} never throws, and whoever sets a
 * flag before handing over need not take it back.
 *
 * <p>A task that throws is logged and costs the pool no thread.
 */
public final class DurableExecutor implements Executor {

  private static final Log log = Log.of(DurableExecutor.class);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

  private final String name;
  private final ExecutorService pool;
  private final ScheduledExecutorService timer;

  @GuardedBy("kept")
  private final Deque<Runnable> kept = new ArrayDeque<>();

  @GuardedBy("kept")
  private boolean retrying; // the timer is going to hand over what is kept

  @GuardedBy("kept")
  private final Backoff backoff;

  /**
   * Keeps nothing yet.
   *
   * @param name of the threads, for the log
   * @param pool may throw when it cannot start a thread
   * @param timer has its thread already; hands over what is kept
   */
  DurableExecutor(String name, ExecutorService pool, ScheduledExecutorService timer) {
    this.name = name;
    this.pool = pool;
    this.timer = timer;
    this.backoff = new Backoff(LONGEST_DELAY, ThreadLocalRandom.current());
  }

  /** Runs the task by a thread of the pool, as soon as there is one. Never throws. */
  @Override
  public void execute(Runnable task) {
    Runnable logged = () -> run(task);
    try {
      pool.execute(logged);
    } catch (RuntimeException | Error e) {
      keep(logged, e);
    }
  }

  /** Whether nothing but what was handed over before is run any more. */
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  /** Whether tasks wait for a thread that could not be had. */
  boolean isKeeping() {
    synchronized (kept) {
      return retrying || !kept.isEmpty();
    }
  }

  void shutdown() {
    pool.shutdown();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("A task of {} failed; the next one goes on.", name, e);
    }
  }

  private void keep(Runnable task, Throwable failure) {
    boolean begins;
    synchronized (kept) {
      kept.add(task);
      begins = !retrying;
      retrying = true;
    }
    if (begins) {
      log.warn(
          "No thread can be had for {} ({}); what is to be done waits for one.",
          name,
          failure.getMessage());
      retryLater();
    } else if (timer.isShutdown()) {
      runKept();
    }
  }

  private void retryLater() {
    long delay;
    synchronized (kept) {
      delay = backoff.nextMillis();
    }
    var unused = timer.schedule(this::retry, delay, TimeUnit.MILLISECONDS);
    if (timer.isShutdown()) {
      runKept();
    }
  }

  /** On the timer's thread: hands over what is kept, in order. */
  private void retry() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        pool.execute(task);
      } catch (RuntimeException | Error e) {
        synchronized (kept) {
          kept.addFirst(task);
        }
        retryLater();
        return;
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (kept) {
      Runnable task = kept.poll();
      if (task == null) {
        retrying = false;
        backoff.reset();
      }
      return task;
    }
  }

  /**
   * Runs what is kept by this thread: the timer is shut down, and nobody else is left who would.
   */
  void runKept() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }
}
