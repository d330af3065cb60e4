package io.coord.curator.internal.support;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Threads of which some cannot be started, as if the process had met its limit. */
public final class ScarceThreads implements ThreadFactory {

  private static final int ALWAYS_THERE = 3; // the engines and the timer

  private final Set<Thread> started = ConcurrentHashMap.newKeySet();
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** From now on no thread can be started, or any. */
  public void refuse(boolean refused) {
    left.set(refused ? 0 : Integer.MAX_VALUE);
  }

  /** So many more threads can be started. */
  public void refuseAfter(int more) {
    left.set(more);
  }

  /** How many of them run. */
  public long alive() {
    return started.stream().filter(Thread::isAlive).count();
  }

  /** Until those have ended that end when they have nothing to do. */
  public void awaitIdle() {
    Awaitility.await().until(() -> alive() <= ALWAYS_THERE);
  }

  @Override
  public Thread newThread(Runnable task) {
    return new Thread(task) {
      @Override
      public void start() {
        if (left.getAndUpdate(now -> Math.max(0, now - 1)) == 0) {
          throw new OutOfMemoryError("for the test: unable to create native thread");
        }
        started.add(this);
        super.start();
      }
    };
  }
}
