package io.coord.curator.internal.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Delays between retries: exponential up to a cap, each drawn from the upper half of its range so
 * that many processes that failed together do not all retry together. Not thread-safe.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 50;

  private final long capMillis;
  private final RandomGenerator random;
  private long rangeMillis = FIRST_MILLIS;

  public Backoff(Duration cap, RandomGenerator random) {
    this.capMillis = TimeUnit.NANOSECONDS.toMillis(Deadline.saturatedNanos(cap));
    this.random = random;
  }

  /** The delay before the next try, in milliseconds. */
  public long nextMillis() {
    long range = Math.min(rangeMillis, capMillis);
    rangeMillis = Math.min(range * 2, capMillis);
    return range - random.nextLong(range / 2 + 1);
  }

  /** Starts over with the shortest delay, after a success. */
  public void reset() {
    rangeMillis = FIRST_MILLIS;
  }
}
