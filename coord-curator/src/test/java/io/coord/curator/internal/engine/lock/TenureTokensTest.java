package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.curator.internal.engine.lock.TenureTokens.Supply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenureTokensTest {

  private static final int OF_ONE_WRITE = 4095;

  private final TenureTokens tokens = new TenureTokens(7);

  private long use(int count) {
    long last = 0;
    for (int i = 0; i < count; i++) {
      long next = tokens.next();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    return last;
  }

  @Test
  void areThoseOfTheCzxidUntilTheyAreUsedUp() {
    assertThat(tokens.next()).isEqualTo(FencingToken.first(7));
    assertThat(use(OF_ONE_WRITE - 1)).isEqualTo(FencingToken.last(7));
    assertThat(tokens.supply()).isEqualTo(Supply.USED_UP);
    assertThatIllegalStateException().isThrownBy(tokens::next);
  }

  @Test
  void moreAreAskedForOnceWhenFewAreLeft() {
    use(3_071);
    assertThat(tokens.needRenewal()).isFalse();
    use(1);
    assertThat(tokens.needRenewal()).isTrue();
    tokens.beginRenewal();
    assertThat(tokens.needRenewal()).isFalse();
    assertThat(tokens.supply()).isEqualTo(Supply.LEFT);
    use(1_023);
    assertThat(tokens.supply()).isEqualTo(Supply.AWAITED);
  }

  @Test
  void afterARenewalTheyReachToTheLaterWrite() {
    use(OF_ONE_WRITE);
    tokens.beginRenewal();

    tokens.renew(9);

    assertThat(tokens.next()).isEqualTo(FencingToken.last(7) + 1);
    assertThat(use(2 * 4096 - 1))
        .isEqualTo(FencingToken.last(9))
        .isLessThan(FencingToken.first(10));
    assertThat(tokens.supply()).isEqualTo(Supply.USED_UP);
  }

  @Test
  void theNextTimeMoreAreAskedForWhenHalfOfThemAreUsed() {
    use(OF_ONE_WRITE);
    tokens.beginRenewal();
    tokens.renew(9);

    use(4_096);
    assertThat(tokens.needRenewal()).isFalse();
    use(2);
    assertThat(tokens.needRenewal()).isTrue();
  }

  @Test
  void onceRefusedTheyRunOut() {
    use(OF_ONE_WRITE);
    tokens.beginRenewal();

    tokens.refuse();

    assertThat(tokens.supply()).isEqualTo(Supply.USED_UP);
    assertThat(tokens.needRenewal()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 6, 1L << 51})
  void aZxidThatIsNotLaterOrDoesNotFitIsARefusal(long zxid) {
    use(OF_ONE_WRITE);
    tokens.beginRenewal();

    tokens.renew(zxid);

    assertThat(tokens.supply()).isEqualTo(Supply.USED_UP);
  }
}
