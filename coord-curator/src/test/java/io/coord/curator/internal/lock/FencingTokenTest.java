package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FencingTokenTest {

  @Test
  void isTheCzxidTimes4096PlusTheNumberOfTheGrant() {
    assertThat(FencingToken.of(3145729, 1)).isEqualTo(12884905985L);
  }

  @Test
  void theLastGrantOfATenureIsBelowTheFirstOfTheNext() {
    assertThat(FencingToken.of(7, FencingToken.MAX_GRANTS)).isLessThan(FencingToken.of(8, 1));
  }

  @Test
  void theGreatestCzxidThatFitsGivesAPositiveToken() {
    long last = (1L << 51) - 1;

    assertThat(FencingToken.fits(last)).isTrue();
    assertThat(FencingToken.of(last, FencingToken.MAX_GRANTS)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aCzxidOf2To51OrMoreIsRefused() {
    assertThat(FencingToken.fits(1L << 51)).isFalse();
    assertThat(FencingToken.fits(Long.MIN_VALUE)).isFalse();
    assertThat(FencingToken.fits(0)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> FencingToken.of(1L << 51, 1));
  }

  @Test
  void aGrantThatWouldReachIntoTheNextCzxidIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> FencingToken.of(7, 4096));
    assertThatIllegalArgumentException().isThrownBy(() -> FencingToken.of(7, 0));
  }
}
