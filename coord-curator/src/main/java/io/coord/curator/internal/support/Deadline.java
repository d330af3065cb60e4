package io.coord.curator.internal.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A deadline, measured with {@link System#nanoTime}. */
public final class Deadline {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** A deadline that long from now; very long durations saturate at about 146 years. */
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + saturatedNanos(duration));
  }

  /**
   * The duration in nanoseconds, saturated.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static long saturatedNanos(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("The duration must not be negative, but is " + duration);
    }
    return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
  }

  /** Nanoseconds left; not positive once it has passed. */
  public long remainingNanos() {
    return end - System.nanoTime();
  }

  /** Milliseconds left, rounded up, at least 0. */
  public long remainingMillis() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNanos() + 999_999));
  }

  /** Whether it has passed. */
  public boolean passed() {
    return remainingNanos() <= 0;
  }
}
