package io.coord.test.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that need not happen. For what must happen, use Awaitility. */
public final class Polling {

  private static final long INTERVAL_MILLIS = 20;

  private Polling() {}

  /** Polls until the condition holds; false if it does not within that time. */
  public static boolean until(Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= patience.toNanos()) {
        return false;
      }
      Time.passMillis(INTERVAL_MILLIS);
    }
    return true;
  }

  /** Polls until something is found; empty if nothing is found within that time. */
  public static <T> Optional<T> find(Duration patience, Supplier<Optional<T>> look)
      throws InterruptedException {
    long start = System.nanoTime();
    Optional<T> found = look.get();
    while (found.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      Time.passMillis(INTERVAL_MILLIS);
      found = look.get();
    }
    return found;
  }
}
