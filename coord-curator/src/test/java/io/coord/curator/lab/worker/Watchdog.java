package io.coord.curator.lab.worker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Interrupts calls that would wait for ever. */
final class Watchdog implements AutoCloseable {

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lab-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  /** The call's result; null if it was interrupted when the time was over. */
  <T> T callFor(Duration wait, Callable<T> call) throws Exception {
    Bite bite = new Bite(Thread.currentThread());
    var pending = timer.schedule(bite, wait.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return call.call();
    } catch (InterruptedException e) {
      return null;
    } finally {
      bite.tooLate();
      pending.cancel(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One interrupt, which must not hit what the thread does afterwards. */
  private static final class Bite implements Runnable {
    private final Thread thread;
    private boolean over; // guarded by this

    Bite(Thread thread) {
      this.thread = thread;
    }

    @Override
    public synchronized void run() {
      if (!over) {
        thread.interrupt();
      }
    }

    synchronized void tooLate() {
      over = true;
      Thread.interrupted();
    }
  }
}
