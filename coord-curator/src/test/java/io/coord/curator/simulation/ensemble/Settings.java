package io.coord.curator.simulation.ensemble;

import java.util.Random;
import java.util.function.LongSupplier;

/**
 * How an ensemble is made.
 *
 * @param servers 1, 3 or 5
 * @param tickMillis sessions live at least two of them, and at most {@code maxTicks}
 * @param clientDelayNanos the longest between a client and a server
 * @param serverDelayNanos the longest between servers: how far a follower lags
 */
public record Settings(
    int servers, int tickMillis, int maxTicks, long clientDelayNanos, long serverDelayNanos) {

  /** One server, with ticks of that many milliseconds; nothing takes time. */
  public static Settings instant(int tickMillis) {
    return new Settings(1, tickMillis, 20, 0, 0);
  }

  /** So many servers, with delays of up to 20 ms. */
  public static Settings ensembleOf(int servers) {
    return new Settings(servers, 500, 20, 20_000_000, 20_000_000);
  }

  /** How long a quorum may take to answer a client of a follower. */
  public long longestAnswerNanos() {
    return 2 * clientDelayNanos + 4 * serverDelayNanos;
  }

  int maxTimeoutMillis() {
    return maxTicks * tickMillis;
  }

  /** What a server grants that grants at most {@code mostMillis}. */
  int negotiate(int timeoutMillis, int mostMillis) {
    return Math.max(2 * tickMillis, Math.min(mostMillis, timeoutMillis));
  }

  LongSupplier clientDelay(Random random) {
    return () -> delay(random, clientDelayNanos);
  }

  LongSupplier serverDelay(Random random) {
    return () -> delay(random, serverDelayNanos);
  }

  /** Mostly short, and sometimes long. */
  private static long delay(Random random, long longest) {
    double part = random.nextDouble();
    return (long) (longest * part * part * part);
  }
}
