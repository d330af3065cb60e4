package io.coord.curator.internal.support;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one Coordination, by what they may be used for. All are daemons, are started when
 * there is work, and end a few seconds after the last of it.
 */
public final class Threads implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Threads.class);
  private static final long IDLE_SECONDS = 5;

  private static final class EngineThread extends Thread {
    EngineThread(Runnable task, String name) {
      super(task, name);
    }
  }

  private static final RejectedExecutionHandler DROP_WHEN_CLOSED =
      (task, pool) -> log.debug("Closed: {} is not run any more.", task);

  /** What the application waits for comes after the end, too: a last state, a completion. */
  private static final RejectedExecutionHandler RUN_WHEN_CLOSED =
      (task, pool) -> pool.getThreadFactory().newThread(task).start();

  private final ExecutorService engine =
      pool(EngineThread::new, "coord-engine", 2, 2, DROP_WHEN_CLOSED);
  private final ExecutorService workers =
      pool(Thread::new, "coord-worker", 0, Integer.MAX_VALUE, DROP_WHEN_CLOSED);
  private final ExecutorService callbacks =
      pool(Thread::new, "coord-listener", 0, Integer.MAX_VALUE, RUN_WHEN_CLOSED);
  private final ScheduledThreadPoolExecutor timer = timerPool();

  /** For steps of the engines, which never block. */
  public ExecutorService engine() {
    return engine;
  }

  /** Whether this is a thread of an engine, that must not block. */
  public boolean isEngine() {
    return Thread.currentThread() instanceof EngineThread;
  }

  /** For calls that may block in Curator or ZooKeeper. */
  public ExecutorService workers() {
    return workers;
  }

  /** For listeners and completions of the application, which may do anything. */
  public ExecutorService callbacks() {
    return callbacks;
  }

  /** For delays; what falls due must only hand over. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /**
   * What is queued is still run, what is delayed is not; waits for nobody. Of what comes later only
   * the callbacks are run, each on a thread of its own.
   */
  @Override
  public void close() {
    timer.shutdown();
    engine.shutdown();
    workers.shutdown();
    callbacks.shutdown();
  }

  private static ExecutorService pool(
      BiFunction<Runnable, String, Thread> type,
      String name,
      int core,
      int max,
      RejectedExecutionHandler whenClosed) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            core,
            max,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            core == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(),
            daemons(type, name),
            whenClosed);
    if (core > 0) {
      pool.allowCoreThreadTimeOut(true);
    }
    return pool;
  }

  private static ScheduledThreadPoolExecutor timerPool() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, daemons(Thread::new, "coord-timer"), DROP_WHEN_CLOSED);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  private static ThreadFactory daemons(BiFunction<Runnable, String, Thread> type, String name) {
    AtomicLong count = new AtomicLong();
    return task -> {
      Thread thread = type.apply(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
