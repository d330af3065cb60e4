package io.coord.election;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a process stands in an election. Immutable.
 *
 * <pre>{@code
 * CandidateOptions options = CandidateOptions.defaults().withEligible(disk::isHealthy);
 * }</pre>
 */
public final class CandidateOptions {

  private static final CandidateOptions DEFAULTS =
      new CandidateOptions(
          Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(1));

  private final Optional<BooleanSupplier> eligible;
  private final Duration checkEvery;
  private final Duration stopTimeout;
  private final Duration pauseAfterFailure;

  private CandidateOptions(
      Optional<BooleanSupplier> eligible,
      Duration checkEvery,
      Duration stopTimeout,
      Duration pauseAfterFailure) {
    this.eligible = eligible;
    this.checkEvery = checkEvery;
    this.stopTimeout = stopTimeout;
    this.pauseAfterFailure = pauseAfterFailure;
  }

  /**
   * {@return the defaults: always eligible, checked every 5 seconds if there is a check, 10 seconds
   * to stop, and pauses that start with 1 second}
   */
  public static CandidateOptions defaults() {
    return DEFAULTS;
  }

  /** {@return the check whether this process may lead; empty if it always may} */
  public Optional<BooleanSupplier> eligible() {
    return eligible;
  }

  /**
   * {@return how often eligibility is checked, and how long one check may take} If the process is
   * paused while a check runs, at most an eighth of that time is lost to the pause.
   */
  public Duration checkEvery() {
    return checkEvery;
  }

  /** {@return how long a task that is asked to stop may take before it is interrupted} */
  public Duration stopTimeout() {
    return stopTimeout;
  }

  /**
   * {@return how long to pause after a term that the task ended itself, before standing again}
   * After failures in a row each pause is twice as long as the one before, up to a minute.
   */
  public Duration pauseAfterFailure() {
    return pauseAfterFailure;
  }

  /**
   * {@return these options with this check} A process that is not eligible leaves the queue, and
   * stops leading; it comes back when the check returns true. A check that throws, or takes longer
   * than {@link #checkEvery}, counts as false until one returns. The process does not stand before
   * the first check has returned true.
   *
   * @param check called on one of the Coordination's listener threads, one call at a time
   */
  public CandidateOptions withEligible(BooleanSupplier check) {
    return new CandidateOptions(
        Optional.of(Objects.requireNonNull(check, "eligible")),
        checkEvery,
        stopTimeout,
        pauseAfterFailure);
  }

  /**
   * {@return these options with this period}
   *
   * @param period see {@link #checkEvery()}
   * @throws IllegalArgumentException if it is zero or negative
   */
  public CandidateOptions withCheckEvery(Duration period) {
    return new CandidateOptions(
        eligible, requirePositive("checkEvery", period), stopTimeout, pauseAfterFailure);
  }

  /**
   * {@return these options with this timeout}
   *
   * @param timeout zero to interrupt the task as soon as it is asked to stop; see {@link
   *     #stopTimeout()}
   * @throws IllegalArgumentException if it is negative
   */
  public CandidateOptions withStopTimeout(Duration timeout) {
    return new CandidateOptions(
        eligible, checkEvery, requireNotNegative("stopTimeout", timeout), pauseAfterFailure);
  }

  /**
   * {@return these options with this pause}
   *
   * @param pause see {@link #pauseAfterFailure()}
   * @throws IllegalArgumentException if it is zero or negative
   */
  public CandidateOptions withPauseAfterFailure(Duration pause) {
    return new CandidateOptions(
        eligible, checkEvery, stopTimeout, requirePositive("pauseAfterFailure", pause));
  }

  private static Duration requirePositive(String what, Duration duration) {
    if (requireNotNegative(what, duration).isZero()) {
      throw new IllegalArgumentException(what + " must not be zero");
    }
    return duration;
  }

  private static Duration requireNotNegative(String what, Duration duration) {
    if (Objects.requireNonNull(duration, what).isNegative()) {
      throw new IllegalArgumentException(what + " must not be negative, but is " + duration);
    }
    return duration;
  }

  @Override
  public String toString() {
    return "CandidateOptions[%s, checkEvery=%s, stopTimeout=%s, pauseAfterFailure=%s]"
        .formatted(
            eligible.isPresent() ? "eligible if checked" : "always eligible",
            checkEvery,
            stopTimeout,
            pauseAfterFailure);
  }
}
