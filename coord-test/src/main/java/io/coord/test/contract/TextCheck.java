package io.coord.test.contract;

import java.util.Arrays;

/** Assertions about a text. */
final class TextCheck extends Check {

  private final String text;

  TextCheck(String text) {
    super(text);
    this.text = text;
  }

  @Override
  TextCheck as(String format, Object... arguments) {
    super.as(format, arguments);
    return this;
  }

  TextCheck contains(String... parts) {
    require(Arrays.stream(parts).allMatch(text::contains), "does not contain", (Object[]) parts);
    return this;
  }

  TextCheck doesNotContain(String part) {
    require(!text.contains(part), "contains", part);
    return this;
  }
}
