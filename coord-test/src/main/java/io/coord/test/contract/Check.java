package io.coord.test.contract;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Assertions about a value. A failure shows the value and what was expected of it. */
class Check {

  private final Object actual;
  private String what = "the value";

  Check(Object actual) {
    this.actual = actual;
  }

  /** Names the value in failures. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of users
  Check as(String format, Object... arguments) {
    what = format.formatted(arguments);
    return this;
  }

  final Check require(boolean holds, String expectation, Object... expected) {
    if (!holds) {
      fail("%s: %s %s %s".formatted(what, actual, expectation, Arrays.toString(expected)));
    }
    return this;
  }

  final Check isTrue() {
    return require(Boolean.TRUE.equals(actual), "is not true");
  }

  final Check isFalse() {
    return require(Boolean.FALSE.equals(actual), "is not false");
  }

  final Check isNotNull() {
    return require(actual != null, "is null");
  }

  final Check isEqualTo(Object expected) {
    return require(Objects.equals(comparable(actual), comparable(expected)), "is not", expected);
  }

  final Check isSameAs(Object expected) {
    return require(actual == expected, "is not the same as", expected);
  }

  final Check isNotSameAs(Object other) {
    return require(actual != other, "is the same as", other);
  }

  final Check isIn(Object... allowed) {
    return require(Arrays.asList(allowed).contains(actual), "is none of", allowed);
  }

  final Check isPositive() {
    return isGreaterThan(0L);
  }

  final Check isLessThanOrEqualTo(Comparable<?> bound) {
    return require(compareTo(bound) <= 0, "is greater than", bound);
  }

  final Check isGreaterThan(Comparable<?> bound) {
    return require(compareTo(bound) > 0, "is not greater than", bound);
  }

  final Check isGreaterThanOrEqualTo(Comparable<?> bound) {
    return require(compareTo(bound) >= 0, "is less than", bound);
  }

  final Check isLessThan(Comparable<?> bound) {
    return require(compareTo(bound) < 0, "is not less than", bound);
  }

  final Check isBetween(Comparable<?> least, Comparable<?> greatest) {
    return isGreaterThanOrEqualTo(least).isLessThanOrEqualTo(greatest);
  }

  final Check containsKey(Object key) {
    return require(((Map<?, ?>) actual).containsKey(key), "has no key", key);
  }

  final Check containsEntry(Object key, Object value) {
    Map<?, ?> map = (Map<?, ?>) actual;
    return require(Objects.equals(map.get(key), value), "has no entry", key, value);
  }

  final Check hasValue(int expected) {
    return require(((Number) actual).intValue() == expected, "is not", expected);
  }

  final Check isCompletedWithValue(Object expected) {
    return isDone()
        .require(expected.equals(((CompletableFuture<?>) actual).join()), "has not", expected);
  }

  final Check isDone() {
    return require(((Future<?>) actual).isDone(), "is not done");
  }

  final Check isNotDone() {
    return require(!((Future<?>) actual).isDone(), "is done");
  }

  private int compareTo(Comparable<?> bound) {
    @SuppressWarnings(
        "unchecked") // the suites compare numbers, instants and durations to their like
    Comparable<Object> left = (Comparable<Object>) comparable(actual);
    return left.compareTo(comparable(bound));
  }

  /** An int equals the same long. */
  private static Object comparable(Object value) {
    return value instanceof Integer || value instanceof Short
        ? Long.valueOf(((Number) value).longValue())
        : value;
  }
}
