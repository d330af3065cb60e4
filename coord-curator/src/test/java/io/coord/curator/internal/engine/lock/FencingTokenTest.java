package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FencingTokenTest {

  @Test
  void isTheCzxidTimes4096PlusTheNumberOfTheGrant() {
    assertThat(FencingToken.first(3145729)).isEqualTo(12884905985L);
    assertThat(FencingToken.last(3145729)).isEqualTo(12884905984L + 4095);
  }

  @Test
  void theLastOneOfAWriteIsBelowTheFirstOfTheNext() {
    assertThat(FencingToken.last(7)).isLessThan(FencingToken.first(8));
  }

  @Test
  void theGreatestZxidThatFitsGivesAPositiveToken() {
    long greatest = (1L << 51) - 1;

    assertThat(FencingToken.fits(greatest)).isTrue();
    assertThat(FencingToken.last(greatest)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aZxidOf2To51OrMoreIsRefused() {
    for (long zxid : new long[] {1L << 51, Long.MIN_VALUE, 0}) {
      assertThat(FencingToken.fits(zxid)).isFalse();
      assertThatIllegalArgumentException().isThrownBy(() -> FencingToken.first(zxid));
      assertThatIllegalArgumentException().isThrownBy(() -> FencingToken.last(zxid));
    }
  }
}
