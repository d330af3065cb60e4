package io.coord.test.contract;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Assertions about what was thrown; a failure has it as its cause. */
final class ThrownCheck {

  private final Throwable thrown;

  ThrownCheck(Throwable thrown) {
    this.thrown = thrown;
  }

  ThrownCheck isInstanceOf(Class<?> type) {
    return require(type.isInstance(thrown), "is not a " + type.getName());
  }

  ThrownCheck isSameAs(Throwable expected) {
    return require(thrown == expected, "is not the same as " + expected);
  }

  ThrownCheck hasMessageContaining(String part) {
    String message = String.valueOf(thrown.getMessage());
    return require(message.contains(part), "does not say: " + part);
  }

  ThrownCheck hasCauseInstanceOf(Class<?> type) {
    return require(type.isInstance(thrown.getCause()), "has no cause " + type.getName());
  }

  ThrownCheck hasRootCauseInstanceOf(Class<?> type) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return require(root != thrown && type.isInstance(root), "has no root cause " + type.getName());
  }

  ThrownCheck hasStackTraceContaining(String part) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return require(trace.toString().contains(part), "shows nowhere: " + part);
  }

  private ThrownCheck require(boolean holds, String failure) {
    if (!holds) {
      fail(thrown + " " + failure, thrown);
    }
    return this;
  }
}
