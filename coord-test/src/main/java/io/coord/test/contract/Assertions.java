package io.coord.test.contract;

import static org.junit.jupiter.api.Assertions.fail;

import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.function.Executable;

/**
 * What the suites assert with: JUnit's failures in fluent words, so that JUnit is all that a user
 * of the suites needs.
 */
final class Assertions {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long INTERVAL_MILLIS = 5;

  private Assertions() {}

  static Check assertThat(Object actual) {
    return new Check(actual);
  }

  static TextCheck assertThat(String actual) {
    return new TextCheck(actual);
  }

  static ThrownCheck assertThat(Throwable actual) {
    return new ThrownCheck(actual);
  }

  static <E> ElementsCheck<E> assertThat(Collection<E> actual) {
    return new ElementsCheck<>(actual, actual);
  }

  /** An Optional is a collection of at most one element. */
  static <E> ElementsCheck<E> assertThat(Optional<E> actual) {
    return new ElementsCheck<>(actual, actual.stream().toList());
  }

  static ThrownCheck assertThatThrownBy(Executable action) {
    try {
      action.execute();
    } catch (Throwable thrown) {
      return new ThrownCheck(thrown);
    }
    return fail("nothing was thrown");
  }

  static ExpectedType assertThatExceptionOfType(Class<? extends Throwable> type) {
    return new ExpectedType(type);
  }

  static ExpectedType assertThatIllegalArgumentException() {
    return new ExpectedType(IllegalArgumentException.class);
  }

  static ExpectedType assertThatIllegalStateException() {
    return new ExpectedType(IllegalStateException.class);
  }

  static ExpectedType assertThatNullPointerException() {
    return new ExpectedType(NullPointerException.class);
  }

  /** Waits until the condition holds; fails if it does not within {@link #PATIENCE}. */
  static void awaitUntil(Callable<Boolean> condition) {
    awaitAsserted(() -> assertThat(condition.call()).as("the condition").isTrue());
  }

  /**
   * Waits until the assertion holds; fails as it does if it still fails after {@link #PATIENCE}.
   */
  static void awaitAsserted(Executable assertion) {
    long start = System.nanoTime();
    while (true) {
      try {
        assertion.execute();
        return;
      } catch (AssertionError failure) {
        if (System.nanoTime() - start >= PATIENCE.toNanos()) {
          throw failure;
        }
        passInterval();
      } catch (Throwable thrown) {
        fail(thrown);
      }
    }
  }

  private static void passInterval() {
    try {
      Time.passMillis(INTERVAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted while waiting", e);
    }
  }

  /** An exception that an action must throw, of this type or a subtype. */
  record ExpectedType(Class<? extends Throwable> type) {
    ThrownCheck isThrownBy(Executable action) {
      return assertThatThrownBy(action).isInstanceOf(type);
    }
  }
}
