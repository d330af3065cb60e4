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
  void byDefaultALockIsHandedOn16TimesAndDoesNotLinger() {
    assertThat(LockOptions.defaults()).isEqualTo(new LockOptions(16, Duration.ZERO));
  }

  @Test
  void eachOptionIsChangedWithoutTheOther() {
    LockOptions options =
        LockOptions.defaults().withLocalHandoffs(1).withLinger(Duration.ofMillis(5));

    assertThat(options).isEqualTo(new LockOptions(1, Duration.ofMillis(5)));
    assertThat(options.withLocalHandoffs(4096).linger()).isEqualTo(Duration.ofMillis(5));
    assertThat(LockOptions.defaults().localHandoffs()).isEqualTo(16);
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
