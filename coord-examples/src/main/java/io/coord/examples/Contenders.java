package io.coord.examples;

import io.coord.lock.DistributedLock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The queue of a lock, across all processes. */
final class Contenders {

  private static final int POLL_MILLIS = 10;

  private Contenders() {}

  /**
   * Waits until this many contenders are queued, including the holder.
   *
   * @throws CheckFailed if they do not arrive in time
   */
  static void await(DistributedLock lock, int count, Duration maxWait) throws InterruptedException {
    long deadline = System.nanoTime() + maxWait.toNanos();
    while (lock.contenders().size() < count) {
      if (System.nanoTime() - deadline > 0) {
        throw new CheckFailed("The lock should have %d contenders.".formatted(count));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
