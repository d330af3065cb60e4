package io.coord.curator.simulation.process;

import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The executors of a simulated process: tasks are events of the scheduler, each a little later than
 * it was handed over, so that two tasks may change places as on two threads. Every one is a thread
 * that brings answers, so nothing may wait.
 */
final class SimulatedThreads implements Threads, Timer {

  private static final long LONGEST_HAND_OVER_NANOS = 100_000;

  private final SimulatedProcess process;
  private final Executor engine = executor("engine task");
  private final Executor workers = executor("worker task");
  private final Executor callbacks = executor("callback task");
  private long refusedUntil;

  SimulatedThreads(SimulatedProcess process) {
    this.process = process;
  }

  /** No thread can be started for that time: what is to be done waits. */
  void refuse(long nanos) {
    refusedUntil = Math.max(refusedUntil, nanoTime() + nanos);
  }

  /** Until when no thread can be started. */
  long refusedUntil() {
    return refusedUntil;
  }

  private Executor executor(String what) {
    return task -> {
      long wait = Math.max(0, refusedUntil - nanoTime());
      process.after(wait + random().nextLong(LONGEST_HAND_OVER_NANOS), what, task);
    };
  }

  @Override
  public Executor engine() {
    return engine;
  }

  @Override
  public Executor workers() {
    return workers;
  }

  @Override
  public Executor callbacks() {
    return callbacks;
  }

  @Override
  public Executor ownThreads() {
    return callbacks;
  }

  @Override
  public Timer timer() {
    return this;
  }

  @Override
  public RandomGenerator random() {
    return process.scheduler().random();
  }

  @Override
  public UUID newId() {
    return new UUID(random().nextLong(), random().nextLong());
  }

  @Override
  public boolean isEngine() {
    return true;
  }

  @Override
  public boolean deliversReplies() {
    return true;
  }

  @Override
  public long nanoTime() {
    return process.scheduler().now();
  }

  @Override
  public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
    FutureTask<?> future = new FutureTask<>(() -> process.take(task), null);
    process.after(unit.toNanos(delay), "delayed task", future);
    return future;
  }
}
