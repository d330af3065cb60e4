package io.coord.curator.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How late this machine wakes a thread that waits for nothing but the time: a busy processor, a
 * collection of garbage or a stop of the whole machine delays everybody, whatever the code does.
 */
final class Lateness implements AutoCloseable {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int THREADS = 8;

  private static final class Watch {
    final AtomicLong most = new AtomicLong();
    volatile long since = System.nanoTime();

    /** Also while the thread that waits has not been woken yet. */
    void look() {
      most.accumulateAndGet(System.nanoTime() - since - STEP_NANOS, Math::max);
    }
  }

  private final List<Watch> watches = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Lateness() {
    for (int i = 0; i < THREADS; i++) {
      Watch watch = new Watch();
      watches.add(watch);
      Thread thread = new Thread(() -> keep(watch), "lateness");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** From now on. */
  void reset() {
    watches.forEach(watch -> watch.most.set(0));
  }

  /** The greatest lateness since then. */
  Duration most() {
    watches.forEach(Watch::look);
    return Duration.ofNanos(watches.stream().mapToLong(watch -> watch.most.get()).max().orElse(0));
  }

  private void keep(Watch watch) {
    while (!closed) {
      watch.since = System.nanoTime();
      LockSupport.parkNanos(STEP_NANOS);
      watch.look();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
