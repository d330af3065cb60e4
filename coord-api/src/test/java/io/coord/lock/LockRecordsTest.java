package io.coord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockRecordsTest {

  @Test
  void byDefaultALockIsHandedOn16TimesDoesNotLingerAndIsReentrant() {
    assertThat(LockOptions.defaults().localHandoffs()).isEqualTo(16);
    assertThat(LockOptions.defaults().linger()).isZero();
    assertThat(LockOptions.defaults().reentry()).isTrue();
  }

  @Test
  void eachOptionIsChangedWithoutTheOthers() {
    LockOptions options =
        LockOptions.defaults()
            .withLocalHandoffs(1)
            .withLinger(Duration.ofMillis(5))
            .withReentry(false);

    assertThat(options.localHandoffs()).isEqualTo(1);
    assertThat(options.linger()).isEqualTo(Duration.ofMillis(5));
    assertThat(options.reentry()).isFalse();
    assertThat(options.withLocalHandoffs(4096).withReentry(true).linger())
        .isEqualTo(Duration.ofMillis(5));
    assertThat(LockOptions.defaults().localHandoffs()).isEqualTo(16);
  }

  @Test
  void optionsAreEqualIfAllOfThemAre() {
    LockOptions defaults = LockOptions.defaults();

    assertThat(defaults.withLocalHandoffs(2).withLocalHandoffs(16))
        .isEqualTo(defaults)
        .hasSameHashCodeAs(defaults);
    assertThat(defaults)
        .isNotEqualTo(defaults.withLocalHandoffs(2))
        .isNotEqualTo(defaults.withLinger(Duration.ofMillis(1)))
        .isNotEqualTo(defaults.withReentry(false))
        .isNotEqualTo("defaults");
    assertThat(defaults).hasToString("LockOptions[localHandoffs=16, linger=PT0S, reentry=true]");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4097, Integer.MAX_VALUE})
  void handoffsAreWithin1And4096(int handoffs) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockOptions.defaults().withLocalHandoffs(handoffs))
        .withMessageContaining(String.valueOf(handoffs));
  }

  @Test
  void lingerIsNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockOptions.defaults().withLinger(Duration.ofNanos(-1)));
  }

  @Test
  void nullsAreRefused() {
    assertThatNullPointerException().isThrownBy(() -> LockOptions.defaults().withLinger(null));
    assertThatNullPointerException().isThrownBy(() -> new Contender(null, Instant.EPOCH, true));
    assertThatNullPointerException().isThrownBy(() -> new Contender("owner", null, true));
  }
}
