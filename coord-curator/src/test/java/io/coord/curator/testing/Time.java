package io.coord.curator.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Time that passes in a test which is about that: for so long nothing happens, a fault lasts, or a
 * round comes due. No other code of the tests sleeps; to wait for something, use the API's own
 * {@code await}, a latch, Awaitility or {@link Polling}.
 */
public final class Time {

  private Time() {}

  /** Lets that time pass. */
  public static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** Lets that many milliseconds pass. */
  public static void passMillis(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /** Lets the time until that moment pass, on the clock of {@link System#nanoTime}. */
  public static void passUntil(long moment) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
  }
}
