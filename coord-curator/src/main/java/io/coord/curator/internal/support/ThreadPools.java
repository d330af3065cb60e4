package io.coord.curator.internal.support;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The threads of one Coordination, by what they may be used for. All are daemons. The engine
 * threads and the timer live from start to end; workers and callback threads are started when there
 * is work, and end a few seconds after the last of it.
 *
 * <p>If no thread can be started for a while, nothing is lost: tasks are kept until one can (see
 * {@link DurableExecutor}).
 */
public final class ThreadPools implements Threads, AutoCloseable {

  private static final Log log = Log.of(ThreadPools.class);
  private static final long IDLE_SECONDS = 5;
  private static final long CLOSE_AGAIN_MILLIS = 100;
  private static final int ENGINES = 2;

  private static final RejectedExecutionHandler DROP_WHEN_CLOSED =
      (task, pool) -> log.debug("Closed: {} is no longer run.", task);

  /**
   * Also runs tasks after the shutdown: the application may wait for a last state or completion.
   */
  private static final RejectedExecutionHandler RUN_WHEN_CLOSED =
      (task, pool) -> pool.getThreadFactory().newThread(task).start();

  private final Predicate<Thread> deliversReplies;
  private final ThreadLocal<Boolean> isEngine = ThreadLocal.withInitial(() -> false);
  private final ScheduledThreadPoolExecutor timer;
  private final Timer clock;
  private final DurableExecutor engine;
  private final DurableExecutor workers;
  private final DurableExecutor callbacks;
  private final DurableExecutor ownThreads;

  /**
   * Starts the threads that are always there.
   *
   * @param deliversReplies whether a thread is one of the transport's that delivers replies
   */
  public ThreadPools(Predicate<Thread> deliversReplies) {
    this(deliversReplies, Thread::new);
  }

  /** The same, with threads of that factory; it need not name them. */
  public ThreadPools(Predicate<Thread> deliversReplies, ThreadFactory factory) {
    this(
        deliversReplies,
        factory,
        new ScheduledThreadPoolExecutor(1, daemons(factory, "coord-timer")));
  }

  /** The same, with that timer. */
  ThreadPools(
      Predicate<Thread> deliversReplies, ThreadFactory factory, ScheduledThreadPoolExecutor timer) {
    this.deliversReplies = deliversReplies;
    this.timer = timer;
    this.clock = new SystemTimer(timer);
    timer.setRejectedExecutionHandler(DROP_WHEN_CLOSED);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    ThreadFactory engines = task -> factory.newThread(() -> runAsEngine(task));
    ThreadPoolExecutor enginePool =
        pool(
            daemons(engines, "coord-engine"),
            ENGINES,
            IDLE_SECONDS,
            new LinkedBlockingQueue<>(),
            DROP_WHEN_CLOSED);
    engine = new DurableExecutor("coord-engine", enginePool, timer);
    workers = cached(factory, "coord-worker", IDLE_SECONDS, DROP_WHEN_CLOSED);
    callbacks = cached(factory, "coord-listener", IDLE_SECONDS, RUN_WHEN_CLOSED);
    ownThreads = cached(factory, "coord-task", 0, RUN_WHEN_CLOSED); // none waits for a second task
    try {
      timer.prestartCoreThread();
      enginePool.prestartAllCoreThreads();
    } catch (Error e) { // no thread can be started: do not leave behind those that could
      close();
      throw e;
    }
  }

  @Override
  public DurableExecutor engine() {
    return engine;
  }

  @Override
  public boolean isEngine() {
    return isEngine.get();
  }

  @Override
  public boolean deliversReplies() {
    return isEngine() || deliversReplies.test(Thread.currentThread());
  }

  @Override
  public DurableExecutor workers() {
    return workers;
  }

  @Override
  public DurableExecutor callbacks() {
    return callbacks;
  }

  @Override
  public DurableExecutor ownThreads() {
    return ownThreads;
  }

  @Override
  public Timer timer() {
    return clock;
  }

  @Override
  public RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  /**
   * Still runs queued tasks, but not delayed ones, and waits for nobody. Of later tasks only those
   * of the application are run, each on a thread of its own.
   */
  @Override
  public void close() {
    engine.shutdown();
    workers.shutdown();
    callbacks.shutdown();
    ownThreads.shutdown();
    shutdownTimer();
  }

  /** The timer submits tasks that wait for a thread, so it ends last. */
  private void shutdownTimer() {
    List<DurableExecutor> all = List.of(engine, workers, callbacks, ownThreads);
    if (all.stream().anyMatch(DurableExecutor::isKeeping)) {
      var unused = timer.schedule(this::shutdownTimer, CLOSE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      timer.shutdown();
      all.forEach(DurableExecutor::runKept); // since the question
    }
  }

  private void runAsEngine(Runnable task) {
    isEngine.set(true);
    task.run();
  }

  private DurableExecutor cached(
      ThreadFactory factory, String name, long idleSeconds, RejectedExecutionHandler whenClosed) {
    ThreadPoolExecutor pool =
        pool(daemons(factory, name), 0, idleSeconds, new SynchronousQueue<>(), whenClosed);
    return new DurableExecutor(name, pool, timer);
  }

  /** As many threads as there is work for, or the given number if tasks can be queued. */
  private static ThreadPoolExecutor pool(
      ThreadFactory threads,
      int core,
      long idleSeconds,
      BlockingQueue<Runnable> queue,
      RejectedExecutionHandler whenClosed) {
    int most = core == 0 ? Integer.MAX_VALUE : core;
    return new ThreadPoolExecutor(
        core, most, idleSeconds, TimeUnit.SECONDS, queue, threads, whenClosed);
  }

  private static ThreadFactory daemons(ThreadFactory factory, String name) {
    AtomicLong count = new AtomicLong();
    return task -> {
      Thread thread = factory.newThread(task);
      thread.setName(name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
