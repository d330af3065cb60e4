package io.coord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {

  private static final String EMOJI = "\uD83D\uDE80"; // 4 bytes

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a/b", "/", ".", "..", "\0", "a b", " a", EMOJI, "\u202Ereversed", "%41"})
  void anyStringThatIsNotBlankIsAName(String name) {
    assertThat(NameRules.requireValid("lock name", name)).isSameAs(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n", "\u2003"})
  void aBlankStringIsNoName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NameRules.requireValid("lock name", name))
        .withMessageContaining("lock name");
  }

  @Test
  void aNameHasAtMost200BytesInUtf8() {
    NameRules.requireValid("lock name", "x".repeat(200));
    NameRules.requireValid("lock name", EMOJI.repeat(50));
    NameRules.requireValid("lock name", "ü".repeat(100));

    assertTooLong("x".repeat(201), 201);
    assertTooLong(EMOJI.repeat(50) + "x", 201);
    assertTooLong("ü".repeat(100) + "x", 201);
    assertTooLong("x".repeat(1_000_000), 1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"half \uD83D", "\uDE80 half", "\uDE80\uD83D"})
  void halfOfASurrogatePairIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NameRules.requireValid("lock name", name))
        .withMessageContaining("surrogate");
  }

  @Test
  void nullIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> NameRules.requireValid("lock name", null))
        .withMessage("lock name");
  }

  private static void assertTooLong(String name, int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NameRules.requireValid("lock name", name))
        .withMessageContaining("lock name")
        .withMessageContaining(bytes + " bytes")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }
}
