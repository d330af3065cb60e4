package io.coord.curator.internal.engine.registry;

import io.coord.CoordinationException;
import io.coord.curator.internal.support.RetryDelay;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * When a registration tries again after a failure: the place for another retry policy. {@link
 * PermanentFailures} says what the caller is told meanwhile.
 *
 * <p>After a failure the next request waits for 50 ms, and twice as long after each further one, up
 * to 10 s; each delay is drawn at random from the upper half of its range, so that processes that
 * failed together do not come back together. After a removal that was denied it is up to 5 minutes,
 * because only whoever changes the ACL can help. A new connection ends every delay, and without one
 * nothing is sent. It never gives up: that is up to the application, which closes the registration.
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

  /** Calls {@code again} by the executor, each time a delay is over. */
  RegistrationRetry(String path, Threads threads, Executor serial, Runnable again) {
    this.failures = new PermanentFailures(path);
    this.failed = new RetryDelay(threads, serial, LONGEST);
    this.denied = new RetryDelay(threads, serial, LONGEST_WHEN_DENIED);
    this.again = again;
  }

  /** Whether nothing is to be sent yet. */
  boolean isWaiting() {
    return failed.isWaiting() || denied.isWaiting();
  }

  /** The exception for the caller; null if he need not know, as the next try may succeed. */
  @Nullable CoordinationException afterFailure(Answer answer) {
    afterFailure();
    return failures.of(answer);
  }

  /** After one of our own. */
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

  /** Something else is wanted now: whatever failed before, it was not that. */
  void forgetFailures() {
    failures.forget();
  }

  /** Waits no longer, unless for a removal that was denied. */
  void hurry() {
    failed.reset();
  }

  void onConnected() {
    failed.reset();
    denied.reset();
  }
}
