package io.coord.curator.internal.zookeeper.client;

import java.util.concurrent.TimeUnit;
import org.apache.curator.RetryPolicy;
import org.apache.curator.RetrySleeper;

/**
 * Retries forever: requests in progress when the connection is lost continue when it is back.
 * Curator logs an error with a stack trace for each request that it gives up, and its recipes
 * immediately restart that request. With a policy that gives up, an outage would flood the log.
 *
 * <p>Callers that wait for such a request have their own deadlines, and Coord starts no request
 * without a connection.
 */
final class PatientRetry implements RetryPolicy {

  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 1_000;
  private static final int MOST_DOUBLINGS = 10;

  @Override
  public boolean allowRetry(int retryCount, long elapsedTimeMs, RetrySleeper sleeper) {
    long millis = FIRST_MILLIS << Math.min(retryCount, MOST_DOUBLINGS);
    try {
      sleeper.sleepFor(Math.min(millis, LONGEST_MILLIS), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
