package io.coord;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoordinationExceptionTest {

  private static final Throwable CAUSE = new IllegalStateException("behind it");
  private static final int OPEN = Modifier.PUBLIC | Modifier.PROTECTED;

  static Stream<CoordinationException> withACause() {
    return Stream.of(
        new UnavailableException("what", CAUSE),
        new IndeterminateException("what", CAUSE),
        new RejectedException("what", CAUSE),
        new ReplacedException("what", CAUSE),
        new LeaseNotHeldException("what", CAUSE));
  }

  static Stream<CoordinationException> withoutACause() {
    return Stream.of(
        new UnavailableException("what"),
        new IndeterminateException("what"),
        new RejectedException("what"),
        new ReplacedException("what"),
        new LeaseNotHeldException("what"));
  }

  @ParameterizedTest
  @MethodSource("withACause")
  void carriesItsMessageAndItsCause(CoordinationException exception) {
    assertThat(exception).isInstanceOf(RuntimeException.class).hasMessage("what").hasCause(CAUSE);
  }

  @ParameterizedTest
  @MethodSource("withoutACause")
  void needsNoCause(CoordinationException exception) {
    assertThat(exception).hasMessage("what").hasNoCause();
  }

  @Test
  void aLaterVersionMayAddAConclusion() {
    assertThat(CoordinationException.class.isSealed()).isFalse();
  }

  @Test
  void applicationsCannotAddOne() {
    assertThat(CoordinationException.class.getDeclaredConstructors())
        .isNotEmpty()
        .allMatch(each -> (each.getModifiers() & OPEN) == 0);
  }
}
