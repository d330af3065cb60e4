package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.TenureRules.Others;
import io.coord.curator.internal.engine.lock.TenureRules.Step;
import io.coord.curator.internal.engine.lock.TenureTokens.Supply;
import io.coord.lock.LockOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TenureRulesTest {

  private static final LockOptions PLAIN = LockOptions.defaults();
  private static final LockOptions LINGERING = PLAIN.withLinger(Duration.ofSeconds(1));
  private static final LockOptions STRICT = LINGERING.withLocalHandoffs(1);

  private static Step next(
      boolean waiting,
      boolean proven,
      long grants,
      Others others,
      boolean lingering,
      LockOptions options) {
    return TenureRules.next(waiting, proven, grants, Supply.LEFT, others, lingering, options);
  }

  private static Step next(boolean waiting, Others others, Supply tokens) {
    return TenureRules.next(waiting, true, 4095, tokens, others, false, LINGERING);
  }

  @ParameterizedTest
  @EnumSource(Others.class)
  void theFirst16GrantsNeedNoKnowledgeOfOthers(Others others) {
    assertThat(next(true, true, 15, others, false, PLAIN)).isEqualTo(Step.GRANT);
  }

  @Test
  void after16GrantsItGoesOnOnlyIfNobodyElseWaits() {
    assertThat(next(true, true, 16, Others.NONE, false, PLAIN)).isEqualTo(Step.GRANT);
    assertThat(next(true, true, 16, Others.SOME, false, PLAIN)).isEqualTo(Step.END);
  }

  @Test
  void after16GrantsItMustBeKnownWhetherOthersWait() {
    assertThat(next(true, true, 16, Others.ASKED, false, PLAIN)).isEqualTo(Step.ASK);
    assertThat(next(true, true, 16, Others.UNKNOWN, false, PLAIN)).isEqualTo(Step.ASK);
  }

  @ParameterizedTest
  @EnumSource(Others.class)
  void withOneHandoffEachGrantIsATenureOfItsOwn(Others others) {
    assertThat(next(true, true, 0, others, false, STRICT)).isEqualTo(Step.GRANT);
    assertThat(next(true, true, 1, others, false, STRICT)).isEqualTo(Step.END);
  }

  @Test
  void withOneHandoffALingeringLockIsStillReused() {
    assertThat(next(true, true, 9, Others.NONE, true, STRICT)).isEqualTo(Step.GRANT);
    assertThat(next(true, true, 9, Others.SOME, true, STRICT)).isEqualTo(Step.END);
  }

  @ParameterizedTest
  @EnumSource(Others.class)
  void withoutATokenTheTenureEnds(Others others) {
    assertThat(next(true, others, Supply.USED_UP)).isEqualTo(Step.END);
    assertThat(next(false, others, Supply.USED_UP)).isEqualTo(Step.END);
  }

  @Test
  void moreTokensAreAwaitedOnlyByAWaiterWhomNobodyElseFollows() {
    assertThat(next(true, Others.NONE, Supply.AWAITED)).isEqualTo(Step.AWAIT_TOKENS);
    assertThat(next(false, Others.NONE, Supply.AWAITED)).isEqualTo(Step.LINGER);
    assertThat(next(true, Others.SOME, Supply.AWAITED)).isEqualTo(Step.END);
  }

  @Test
  void nothingIsGrantedUnproven() {
    assertThat(next(true, false, 0, Others.NONE, false, PLAIN)).isEqualTo(Step.VERIFY);
  }

  @Test
  void anUnusedLockIsGivenBackOrLingersWhileNobodyElseWaits() {
    assertThat(next(false, true, 1, Others.NONE, false, PLAIN)).isEqualTo(Step.END);
    assertThat(next(false, true, 1, Others.UNKNOWN, false, LINGERING)).isEqualTo(Step.LINGER);
    assertThat(next(false, true, 1, Others.SOME, true, LINGERING)).isEqualTo(Step.END);
    assertThat(next(false, false, 1, Others.NONE, true, LINGERING)).isEqualTo(Step.END);
  }
}
