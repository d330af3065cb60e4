package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.Stats;
import io.coord.curator.testing.CapturedLog;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a failed scan is tried again: soon, or seldom if trying does not help. */
class ScanPacingTest {

  private static final int JUTE_MAX_BUFFER = 1_000_000;
  private static final int MANY = 6_000;
  private static final int FEW = 100;
  private static final long SELDOM_MILLIS = 10_000;
  private static final long MOST_SELDOM_MILLIS = 300_000;

  private final ScanPacing pacing = new ScanPacing("/services/servers", new Random(1));

  @Test
  void aLostConnectionIsTriedAgainSoonHoweverOftenIfTheListIsShort() {
    for (int i = 0; i < 20; i++) {
      assertThat(lostList(FEW)).isLessThanOrEqualTo(5_000);
    }
    assertThat(pacing.allows(root(MANY))).isTrue();
  }

  @Test
  void aListThatMayBeTooLongIsTakenForThatTheThirdTimeItIsLost() {
    assertThat(lostList(MANY)).isLessThan(SELDOM_MILLIS);
    assertThat(lostList(MANY)).isLessThan(SELDOM_MILLIS);
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(lostList(MANY)).isEqualTo(SELDOM_MILLIS);
      assertThat(lostList(MANY)).isEqualTo(2 * SELDOM_MILLIS);

      assertThat(log.lines("jute.maxbuffer")).hasSize(1);
    }
  }

  @Test
  void aListThatIsTooLongIsReadAtOnceWhenItHasShrunkOrGone() {
    lostList(MANY);
    lostList(MANY);
    lostList(MANY);

    assertThat(pacing.allows(root(MANY))).isFalse();
    assertThat(pacing.allows(root(MANY + 1))).isFalse();
    assertThat(pacing.allows(root(MANY - 1))).isTrue();
    assertThat(pacing.allows(null)).isTrue();
  }

  @Test
  void lostBatchesOfChildrenAreNoSignThatTheListIsTooLong() {
    for (int i = 0; i < 10; i++) {
      pacing.delayAfter(ReplyCode.CONNECTIONLOSS, false, root(MANY), JUTE_MAX_BUFFER);
    }
    assertThat(pacing.allows(root(MANY))).isTrue();
  }

  @Test
  void aRootThatIsNotKnownIsNoSignThatTheListIsTooLong() {
    for (int i = 0; i < 10; i++) {
      pacing.delayAfter(ReplyCode.CONNECTIONLOSS, true, null, JUTE_MAX_BUFFER);
    }
    assertThat(pacing.allows(root(MANY))).isTrue();
  }

  @Test
  void afterACompleteScanAllIsForgotten() {
    lostList(MANY);
    lostList(MANY);
    lostList(MANY);

    pacing.onComplete();

    assertThat(pacing.allows(root(MANY))).isTrue();
    assertThat(lostList(MANY)).isLessThanOrEqualTo(50);
  }

  @Test
  void whatIsRefusedIsTriedSeldomAndNamedOnce() {
    try (CapturedLog log = CapturedLog.start()) {
      long sum = 0;
      for (int i = 0; i < 10; i++) {
        long delay = pacing.delayAfter(ReplyCode.NOAUTH, true, root(FEW), JUTE_MAX_BUFFER);
        assertThat(delay).isBetween(SELDOM_MILLIS, MOST_SELDOM_MILLIS);
        sum += delay;
      }
      assertThat(sum).isGreaterThan(4 * MOST_SELDOM_MILLIS);
      assertThat(log.lines("view stays stale")).hasSize(1);
    }
  }

  @Test
  void whatIsRefusedAgainAfterACompleteScanIsNamedAgain() {
    try (CapturedLog log = CapturedLog.start()) {
      pacing.delayAfter(ReplyCode.NOAUTH, true, root(FEW), JUTE_MAX_BUFFER);
      pacing.onComplete();
      pacing.delayAfter(ReplyCode.NOAUTH, true, root(FEW), JUTE_MAX_BUFFER);

      assertThat(log.lines("view stays stale")).hasSize(2);
    }
  }

  private long lostList(int children) {
    return pacing.delayAfter(ReplyCode.CONNECTIONLOSS, true, root(children), JUTE_MAX_BUFFER);
  }

  private static NodeStat root(int children) {
    return Stats.parent(children);
  }
}
