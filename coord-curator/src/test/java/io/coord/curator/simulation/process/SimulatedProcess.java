package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.queue.LockSite;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * A process of the simulated world with the real engine of locks. It can be paused, as by a long
 * garbage collection: time passes, and what happens to it waits.
 */
final class SimulatedProcess implements Executor {

  private final Scheduler scheduler;
  private final String name;
  private final Deque<Runnable> held = new ArrayDeque<>(); // while it is paused
  private final SimulatedThreads threads = new SimulatedThreads(this);
  private final SimulatedSession session;
  private final SimulatedQueues queues;
  private final LockManager locks;
  private boolean paused;
  private Throwable thrown; // by an engine; null if nothing was

  SimulatedProcess(
      Scheduler scheduler,
      SimulatedEnsemble ensemble,
      String name,
      int timeoutMillis,
      LockOptions options) {
    this.scheduler = scheduler;
    this.name = name;
    this.session = new SimulatedSession(this, ensemble, timeoutMillis);
    this.queues = new SimulatedQueues(session);
    this.locks =
        new LockManager(
            session,
            proof ->
                new LockSite(
                    session, queues, proof, "/locks", name.getBytes(StandardCharsets.UTF_8)),
            options);
    session.connect();
  }

  Scheduler scheduler() {
    return scheduler;
  }

  SimulatedThreads threads() {
    return threads;
  }

  SimulatedSession session() {
    return session;
  }

  DistributedLock lock(String lock) {
    return locks.lock(lock);
  }

  /** What an engine threw that it should have caught; null if nothing. */
  Throwable thrown() {
    return thrown;
  }

  boolean isPaused() {
    return paused;
  }

  void pause() {
    paused = true;
  }

  /** What was to happen meanwhile happens now, in order. */
  void resume() {
    paused = false;
    while (!held.isEmpty() && !paused) {
      take(held.poll());
    }
  }

  /** Does something after that time, or when the process runs again. */
  void after(long nanos, String what, Runnable task) {
    scheduler.after(nanos, name + ": " + what, () -> execute(task));
  }

  /** Does something now, or when the process runs again. */
  @Override
  public void execute(Runnable task) {
    if (paused) {
      held.add(task);
    } else {
      take(task);
    }
  }

  /** Does something. The only thread there is may be interrupted by that: its mutex is meant. */
  void take(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      thrown = e;
    }
    if (Thread.interrupted()) {
      queues.interruptMutexes();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
