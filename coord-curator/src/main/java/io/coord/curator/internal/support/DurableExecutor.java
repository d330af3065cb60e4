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
 * An executor that loses no task when no thread can be started: it keeps the task and submits it
 * again until there is a thread. So {@link #execute} does not throw because of that.
 *
 * <p>A task that throws is logged and costs the pool no thread.
 */
public final class DurableExecutor implements Executor {

  private static final Log log = Log.of(DurableExecutor.class);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

  private final String name;
  private final ExecutorService pool;
  private final ScheduledExecutorService timer;
  private final Executor later; // made in advance: when it is needed there may be no memory
  private final Runnable scheduling;

  @GuardedBy("kept")
  private final Deque<Runnable> kept = new ArrayDeque<>();

  @GuardedBy("kept")
  private boolean retrying; // the timer will submit the kept tasks

  @GuardedBy("kept")
  private final Backoff backoff;

  /**
   * Keeps nothing yet.
   *
   * @param name of the threads, for the log
   * @param pool may throw when it cannot start a thread
   * @param timer has its thread already; submits the kept tasks
   */
  DurableExecutor(String name, ExecutorService pool, ScheduledExecutorService timer) {
    this.name = name;
    this.pool = pool;
    this.timer = timer;
    this.backoff = new Backoff(LONGEST_DELAY, ThreadLocalRandom.current());
    this.later = this::schedule;
    Runnable retry = this::retry;
    this.scheduling = () -> schedule(retry);
  }

  /**
   * Runs the task on a thread of the pool, as soon as there is one. Throws only if there is not
   * even memory to keep it, and has not taken it then.
   */
  @Override
  public void execute(Runnable task) {
    Runnable logged = () -> run(task);
    try {
      pool.execute(logged);
    } catch (Throwable e) {
      keep(logged, e);
    }
  }

  /** Whether this is shut down, so that only tasks submitted earlier still run. */
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  /** Whether tasks wait because no thread could be started. */
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
    } catch (Throwable e) {
      log.error("A task of {} failed; later tasks still run.", name, e);
    }
  }

  /** Throws if there is no memory to keep it. */
  private void keep(Runnable task, Throwable failure) {
    if (!isKeeping()) { // before it is kept: whatever fails here, the task is not taken
      log.warn(
          "No thread can be started for {} ({}); its tasks wait until one can.",
          name,
          failure.getMessage());
    }
    boolean begins;
    synchronized (kept) {
      kept.add(task);
      begins = !retrying;
      retrying = true;
    }
    if (begins) {
      retryLater();
    } else if (timer.isShutdown()) {
      runKept();
    }
  }

  /** Allocates nothing outside of the step: other tasks rely on this call. */
  private void retryLater() {
    Retry.untilTaken(scheduling, later);
    if (timer.isShutdown()) {
      runKept();
    }
  }

  private void schedule(Runnable task) {
    long delay;
    synchronized (kept) {
      delay = backoff.nextMillis();
    }
    var unused = timer.schedule(task, delay, TimeUnit.MILLISECONDS);
  }

  /** Submits the kept tasks, in order. Runs on the timer's thread. */
  private void retry() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        pool.execute(task);
      } catch (Throwable e) {
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

  /** Runs the kept tasks on this thread: once the timer is shut down, nobody else would. */
  void runKept() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }
}
