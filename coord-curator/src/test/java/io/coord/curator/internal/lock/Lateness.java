package io.coord.curator.internal.lock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How late this machine wakes a thread that waits for nothing but the time: a busy processor, a
 * collection of garbage or a stop of the whole machine delays everybody, whatever the code does.
 */
final class Lateness implements AutoCloseable {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Object monitor = new Object();
  private final Thread thread = new Thread(this::watch, "lateness");
  private long lastSeen = System.nanoTime(); // guarded by monitor
  private long most; // guarded by monitor
  private volatile boolean closed;

  Lateness() {
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on. */
  void reset() {
    synchronized (monitor) {
      most = 0;
      lastSeen = System.nanoTime();
    }
  }

  /** The greatest lateness since then, one that has not ended yet included. */
  Duration most() {
    synchronized (monitor) {
      return Duration.ofNanos(Math.max(most, System.nanoTime() - lastSeen - STEP_NANOS));
    }
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(STEP_NANOS);
      synchronized (monitor) {
        long now = System.nanoTime();
        most = Math.max(most, now - lastSeen - STEP_NANOS);
        lastSeen = now;
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
