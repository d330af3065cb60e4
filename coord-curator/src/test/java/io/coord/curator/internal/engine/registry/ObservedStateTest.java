package io.coord.curator.internal.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.Stats;
import org.junit.jupiter.api.Test;

/** When a registration may say that nothing of it was ever there. */
class ObservedStateTest {

  private static final long SESSION = 7;

  private final ObservedState state = new ObservedState();

  @Test
  void aRequestUnderWayMayBeSeenUntilItCertainlyDidNothing() {
    assertThat(state.isUncertain()).isFalse();
    state.begin();
    assertThat(state.isUncertain()).isTrue();
    state.didNothing();
    assertThat(state.isUncertain()).isFalse();
  }

  @Test
  void whatALostReplyMayHavePutThereMayHaveBeenSeenThoughItIsGone() {
    loseReply();

    state.look(null, SESSION);

    assertThat(state.isUncertain()).isTrue();
  }

  @Test
  void soItMayThoughAnotherHasTakenItsPlace() {
    loseReply();

    state.replaced();

    assertThat(state.isUncertain()).isTrue();
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void soItMayThoughALaterRequestDidNothing() {
    loseReply();
    state.look(Stats.ephemeral(9, 9, 0, SESSION + 1), SESSION);

    state.begin();
    state.didNothing();

    assertThat(state.isUncertain()).isTrue();
  }

  @Test
  void nothingIsUncertainOnceItIsCommitted() {
    loseReply();

    state.put(OwnNode.created(Stats.ephemeral(10, 10, 0, SESSION), SESSION, 1));

    assertThat(state.isUncertain()).isFalse();
  }

  private void loseReply() {
    state.begin();
    state.unanswered(Attempt.toCreate(SESSION));
  }
}
