package io.coord.curator.internal.engine.registry;

import io.coord.CoordinationException;
import io.coord.curator.internal.support.RetryDelay;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * When a registration retries after a failure; a different retry policy would go here. {@link
 * PermanentFailures} decides which exception the caller gets in the meantime.
 *
 * <p>After a failure the next request waits for 50 ms, and twice as long after each further
 * failure, up to 10 s. Each delay is drawn at random from the upper half of its range, so that
 * processes that failed together do not retry together. After a denied removal it is up to 5
 * minutes, because only a change of the ACL can help. A new connection ends every delay, and
 * without one nothing is sent. It never gives up; only the application ends it, by closing the
 * registration.
 *
 * <p>Confined to its executor.
 */
final class RegistrationRetry {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration LONGEST_WHEN_DENIED = Duration.ofMinutes(5);

  private final PermanentFailures failures;
  private final RetryDelay failed;
  private final RetryDelay denied;
  private final Runnable again;

  /** Calls {@code again} on the executor, each time a delay is over. */
  RegistrationRetry(String path, Threads threads, Executor serial, Runnable again) {
    this.failures = new PermanentFailures(path);
    this.failed = new RetryDelay(threads, serial, LONGEST);
    this.denied = new RetryDelay(threads, serial, LONGEST_WHEN_DENIED);
    this.again = again;
  }

  /** Whether the delay is not over yet, so that nothing may be sent. */
  boolean isWaiting() {
    return failed.isWaiting() || denied.isWaiting();
  }

  /** The exception for the caller; null if the next try may succeed. */
  @Nullable CoordinationException afterFailure(Answer answer) {
    afterFailure();
    return failures.of(answer);
  }

  /** After a failure of our own code. */
  void afterFailure() {
    failed.begin(again);
  }

  /** Whether the removal was denied. */
  boolean afterFailedRemoval(Answer answer) {
    if (failures.ofRemoval(answer)) {
      denied.begin(again);
      return true;
    }
    afterFailure();
    return false;
  }

  void afterSuccess() {
    forgetFailures();
    hurry();
  }

  /** The goal has changed, so earlier failures no longer count. */
  void forgetFailures() {
    failures.forget();
  }

  /** Ends the delay, unless it follows a denied removal. */
  void hurry() {
    failed.reset();
  }

  void onConnected() {
    failed.reset();
    denied.reset();
  }
}
