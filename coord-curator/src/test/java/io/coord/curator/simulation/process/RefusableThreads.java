package io.coord.curator.simulation.process;

import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The threads of one Coordination. For a while none can be started: then tasks are kept and run
 * later, as {@code DurableExecutor} does it. A call of the application may wait here, but has no
 * time to.
 */
final class RefusableThreads implements Threads {

  private final SimulatedProcess process;
  private final Threads threads;
  private long refusedUntil;

  RefusableThreads(SimulatedProcess process) {
    this.process = process;
    this.threads = process.threads();
  }

  /** No thread can be started for that time, or longer if it was so already. */
  void refuse(long nanos) {
    refusedUntil = Math.max(refusedUntil, process.scheduler().now() + nanos);
  }

  boolean isRefusing() {
    return process.scheduler().now() < refusedUntil;
  }

  private Executor durable(Executor executor) {
    return task -> {
      if (isRefusing()) {
        long wait = refusedUntil - process.scheduler().now();
        process.after(wait, "kept task", () -> executor.execute(task));
      } else {
        executor.execute(task);
      }
    };
  }

  @Override
  public Executor engine() {
    return durable(threads.engine());
  }

  @Override
  public Executor workers() {
    return durable(threads.workers());
  }

  @Override
  public Executor callbacks() {
    return durable(threads.callbacks());
  }

  @Override
  public Executor ownThreads() {
    return durable(threads.ownThreads());
  }

  @Override
  public Timer timer() {
    return threads.timer();
  }

  @Override
  public RandomGenerator random() {
    return threads.random();
  }

  @Override
  public UUID newId() {
    return threads.newId();
  }

  @Override
  public boolean isEngine() {
    return threads.isEngine();
  }

  @Override
  public boolean deliversReplies() {
    return false;
  }
}
