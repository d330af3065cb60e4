package io.coord.curator.lab.worker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Interrupts calls that would wait forever. */
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
    Bite bite = new Bite(Thread.currentThread(), System.nanoTime() + wait.toNanos());
    var pending = timer.schedule(bite, wait.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return call.call();
    } catch (InterruptedException e) {
      return null;
    } finally {
      Starvation.add(bite.tooLate());
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
    private final long due;
    private boolean over; // guarded by this
    private long late; // guarded by this

    Bite(Thread thread, long due) {
      this.thread = thread;
      this.due = due;
    }

    @Override
    public synchronized void run() {
      if (!over) {
        late = Math.max(0, System.nanoTime() - due);
        thread.interrupt();
      }
    }

    /** Returns by how much the interrupt was late, if there was one. */
    synchronized long tooLate() {
      over = true;
      Thread.interrupted();
      return late;
    }
  }
}
