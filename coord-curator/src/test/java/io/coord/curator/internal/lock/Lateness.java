package io.coord.curator.internal.lock;

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

  private final AtomicLong most = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Lateness() {
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(this::watch, "lateness");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** From now on. */
  void reset() {
    most.set(0);
  }

  /** The greatest lateness since then. */
  Duration most() {
    return Duration.ofNanos(most.get());
  }

  private void watch() {
    while (!closed) {
      long start = System.nanoTime();
      LockSupport.parkNanos(STEP_NANOS);
      most.accumulateAndGet(System.nanoTime() - start - STEP_NANOS, Math::max);
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
