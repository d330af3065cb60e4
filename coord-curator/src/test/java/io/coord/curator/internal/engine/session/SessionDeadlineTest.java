package io.coord.curator.internal.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.session.SessionDeadline.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a session timeout of 12,000 (any unit), and rounds every 2,000. */
class SessionDeadlineTest {

  private static final long T = 12_000;
  private static final long START = Long.MAX_VALUE - 20_000; // nanoTime may overflow on the way

  private final SessionDeadline deadline = new SessionDeadline();

  @BeforeEach
  void begin() {
    deadline.start(START, T / 6);
  }

  private Finding round(long at, long epoch, long contact) {
    return deadline.round(START + at, epoch, at - contact, T);
  }

  @Test
  void aSessionThatIsAnsweredIsNotOver() {
    for (long at = 2_000; at <= 10 * T; at += 2_000) {
      assertThat(round(at, 1, at - 1_900)).isEqualTo(new Finding(false, T / 6));
    }
  }

  @Test
  void disconnectedItIsOverExactlyWhenTheTimeoutHasPassed() {
    long contact = 500;
    for (long at = 2_000; at <= 10_000; at += 2_000) {
      assertThat(round(at, 0, contact)).isEqualTo(new Finding(false, T / 6));
    }
    assertThat(round(12_000, 0, contact)).isEqualTo(new Finding(false, contact));
    assertThat(round(12_500, 0, contact)).isEqualTo(new Finding(true, T / 6));
  }

  @Test
  void connectedToAServerThatDoesNotAnswerItIsOverThenToo() {
    for (long at = 2_000; at < 12_000; at += 2_000) {
      assertThat(round(at, 1, 0).isOver()).isFalse();
    }
    assertThat(round(12_000, 1, 0).isOver()).isTrue();
  }

  @Test
  void afterAPauseAQuorumIsAskedFirst() {
    round(2_000, 1, 1_900);

    assertThat(round(30_000, 1, 1_900)).isEqualTo(new Finding(false, T / 6));
    assertThat(round(32_000, 1, 1_900).isOver()).as("no answer came").isTrue();
  }

  @Test
  void afterAPauseInWhichAQuestionWasUnderWayItIsAskedAgain() {
    for (long at = 2_000; at <= 8_000; at += 2_000) {
      round(at, 1, 0); // asked since then
    }

    assertThat(round(30_000, 1, 0).isOver()).isFalse();
    assertThat(round(32_000, 1, 0).isOver()).isTrue();
  }

  @Test
  void anAnswerAfterAPauseSavesIt() {
    round(2_000, 1, 1_900);
    round(30_000, 1, 1_900);

    assertThat(round(32_000, 1, 30_000).isOver()).isFalse();
  }

  @Test
  void afterAPauseWithoutAConnectionItIsOverAtOnce() {
    round(2_000, 1, 1_900);

    assertThat(round(30_000, 0, 1_900).isOver()).isTrue();
  }

  @Test
  void aNewConnectionIsGivenTheTimeToAnswer() {
    for (long at = 2_000; at <= 10_000; at += 2_000) {
      round(at, 1, 0);
    }

    assertThat(round(12_000, 2, 0).isOver()).isFalse();
    assertThat(round(14_000, 2, 0).isOver()).isTrue();
  }

  @Test
  void aRoundInAHurryIsNoGroundToGiveUp() {
    round(2_000, 1, 1_900);
    round(30_000, 1, 1_900);

    assertThat(round(30_100, 1, 1_900).isOver()).as("asked just now").isFalse();
  }

  @Test
  void withoutAnyContactTheTimeCountsFromTheBeginning() {
    assertThat(deadline.round(START + T - 1, 0, Long.MAX_VALUE, T))
        .isEqualTo(new Finding(false, 1));
    assertThat(deadline.round(START + T, 0, Long.MAX_VALUE, T).isOver()).isTrue();
  }
}
