package io.coord.examples;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work on its own thread, whose failure is reported to whoever waits for it.
 *
 * @param <T> the result
 */
final class Worker<T> {

  private final String name;
  private final FutureTask<T> task;

  private Worker(String name, FutureTask<T> task) {
    this.name = name;
    this.task = task;
  }

  static <T> Worker<T> start(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true); // a failed demonstration exits even if a worker still waits
    thread.start();
    return new Worker<>(name, task);
  }

  /**
   * Waits for the result.
   *
   * @throws CheckFailed if there is none in time
   */
  T await(Duration maxWait) throws InterruptedException {
    try {
      return task.get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CheckFailed(name + " did not finish within " + maxWait + ".");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(name + " failed", e.getCause());
    }
  }
}
