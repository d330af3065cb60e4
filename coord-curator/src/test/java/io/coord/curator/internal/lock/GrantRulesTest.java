package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.lock.GrantRules.Others;
import io.coord.curator.internal.lock.GrantRules.Step;
import io.coord.lock.LockOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantRulesTest {

  private static final LockOptions PLAIN = LockOptions.defaults();
  private static final LockOptions LINGERING = PLAIN.withLinger(Duration.ofSeconds(1));
  private static final LockOptions STRICT = LINGERING.withLocalHandoffs(1);

  @ParameterizedTest
  @EnumSource(Others.class)
  void theFirst16GrantsNeedNoKnowledgeOfOthers(Others others) {
    assertThat(GrantRules.next(true, true, 15, others, false, PLAIN)).isEqualTo(Step.GRANT);
  }

  @Test
  void after16GrantsItGoesOnOnlyIfNobodyElseWaits() {
    assertThat(GrantRules.next(true, true, 16, Others.NONE, false, PLAIN)).isEqualTo(Step.GRANT);
    assertThat(GrantRules.next(true, true, 16, Others.SOME, false, PLAIN)).isEqualTo(Step.END);
  }

  @Test
  void after16GrantsItMustBeKnownWhetherOthersWait() {
    assertThat(GrantRules.next(true, true, 16, Others.ASKED, false, PLAIN)).isEqualTo(Step.ASK);
    assertThat(GrantRules.next(true, true, 16, Others.UNKNOWN, false, PLAIN)).isEqualTo(Step.ASK);
  }

  @ParameterizedTest
  @EnumSource(Others.class)
  void withOneHandoffEachGrantIsATenureOfItsOwn(Others others) {
    assertThat(GrantRules.next(true, true, 0, others, false, STRICT)).isEqualTo(Step.GRANT);
    assertThat(GrantRules.next(true, true, 1, others, false, STRICT)).isEqualTo(Step.END);
  }

  @Test
  void withOneHandoffALingeringLockIsStillReused() {
    assertThat(GrantRules.next(true, true, 9, Others.NONE, true, STRICT)).isEqualTo(Step.GRANT);
    assertThat(GrantRules.next(true, true, 9, Others.SOME, true, STRICT)).isEqualTo(Step.END);
  }

  @ParameterizedTest
  @EnumSource(Others.class)
  void tokensOfATenureRunOut(Others others) {
    assertThat(GrantRules.next(true, true, 4095, others, false, PLAIN)).isEqualTo(Step.END);
    assertThat(GrantRules.next(false, true, 4095, others, false, LINGERING)).isEqualTo(Step.END);
  }

  @Test
  void nothingIsGrantedUnproven() {
    assertThat(GrantRules.next(true, false, 0, Others.NONE, false, PLAIN)).isEqualTo(Step.VERIFY);
  }

  @Test
  void anUnusedLockIsGivenBackOrLingersWhileNobodyElseWaits() {
    assertThat(GrantRules.next(false, true, 1, Others.NONE, false, PLAIN)).isEqualTo(Step.END);
    assertThat(GrantRules.next(false, true, 1, Others.UNKNOWN, false, LINGERING))
        .isEqualTo(Step.LINGER);
    assertThat(GrantRules.next(false, true, 1, Others.SOME, true, LINGERING)).isEqualTo(Step.END);
    assertThat(GrantRules.next(false, false, 1, Others.NONE, true, LINGERING)).isEqualTo(Step.END);
  }
}
