package io.coord.test.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets time pass, in tests about time: nothing happens for a while, a fault lasts, or a round comes
 * due. No other test code sleeps; to wait for something, use the API's own {@code await}, a latch,
 * Awaitility or {@link Polling}.
 */
public final class Time {

  private Time() {}

  /** Lets that duration pass. */
  public static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** Lets that many milliseconds pass. */
  public static void passMillis(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /** Waits until that time, on the clock of {@link System#nanoTime}. */
  public static void passUntil(long moment) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
  }
}
