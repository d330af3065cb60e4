package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.CapturedLog;
import org.junit.jupiter.api.Test;

/**
 * Whoever may name things cannot write lines of their own, nor change how a terminal shows them.
 */
class LogTest {

  private final Log log = Log.of(LogTest.class);

  private record Named(String name) {}

  @Test
  void whateverIsPutIntoALineIsEscaped() {
    try (CapturedLog captured = CapturedLog.start()) {
      log.warn("of-log-test: '{}' and {}", "a\u001b[31m\nWARN forged", new Named("b\r\n"));
      log.error("of-log-test: {}, {}, {}", "c\u202e", "d", "e\u2028");

      assertThat(captured.lines("of-log-test")).hasSize(2);
      assertThat(captured.lines("of-log-test").get(0))
          .contains("'a\\u001B[31m\\nWARN forged' and Named[name=b\\r\\n]");
      assertThat(captured.lines("of-log-test").get(1)).contains("c\\u202E, d, e\\u2028");
    }
  }

  @Test
  void plainTextNumbersAndNothingStayAsTheyAre() {
    try (CapturedLog captured = CapturedLog.start()) {
      log.warn("of-log-test: {} {} {}", "/services/a%20b", 17L, null);

      assertThat(captured.lines("of-log-test: /services/a%20b 17 null")).hasSize(1);
    }
  }

  @Test
  void aLongPathIsNotCutAndWhatIsEndlessIs() {
    try (CapturedLog captured = CapturedLog.start()) {
      log.warn("of-log-test: {} end", "x".repeat(1_300));
      log.warn("of-log-test: {} end", "y".repeat(100_000));

      assertThat(captured.lines("x".repeat(1_300) + " end")).hasSize(1);
      assertThat(captured.lines("yyy").get(0)).hasSizeLessThan(3_000);
    }
  }

  @Test
  void anExceptionBehindTheArgumentsIsLoggedWithItsStackTrace() {
    try (CapturedLog captured = CapturedLog.start()) {
      log.warn("of-log-test: {}", "a", new IllegalStateException("for the test"));

      assertThat(captured.lines("IllegalStateException: for the test")).hasSize(1);
      assertThat(captured.lines("at io.coord.curator.internal.support.LogTest")).isNotEmpty();
    }
  }

  private static final class Nasty extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new IllegalStateException("for the test");
    }

    @Override
    public String getMessage() {
      throw new IllegalStateException("for the test");
    }
  }

  @Test
  void whatCannotBePrintedIsNamedAndNothingIsThrown() {
    try (CapturedLog captured = CapturedLog.start()) {
      log.warn("of-log-test: '{}' failed.", "or\nders", new Nasty());

      assertThat(captured.lines("of-log-test: 'or\\nders' failed. " + Nasty.class.getName()))
          .hasSize(1);
    }
  }
}
