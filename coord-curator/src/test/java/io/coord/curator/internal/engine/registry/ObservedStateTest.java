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
    assertThat(state.mayHaveBeenSeen()).isFalse();
    state.begin();
    assertThat(state.mayHaveBeenSeen()).isTrue();
    state.didNothing();
    assertThat(state.mayHaveBeenSeen()).isFalse();
  }

  @Test
  void whatALostReplyMayHavePutThereMayHaveBeenSeenThoughItIsGone() {
    loseReply();

    state.look(null, SESSION);

    assertThat(state.mayHaveBeenSeen()).isTrue();
  }

  @Test
  void soItMayThoughAnotherHasTakenItsPlace() {
    loseReply();

    state.replaced();

    assertThat(state.mayHaveBeenSeen()).isTrue();
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void soItMayThoughALaterRequestDidNothing() {
    loseReply();
    state.look(Stats.ephemeral(9, 9, 0, SESSION + 1), SESSION);

    state.begin();
    state.didNothing();

    assertThat(state.mayHaveBeenSeen()).isTrue();
  }

  /** Its caller may have given up by then, and not know of it. */
  @Test
  void whatIsCommittedMayHaveBeenSeen() {
    state.begin();

    state.put(OwnNode.created(Stats.ephemeral(10, 10, 0, SESSION), SESSION, 1));

    assertThat(state.mayHaveBeenSeen()).isTrue();
  }

  private void loseReply() {
    state.begin();
    state.unanswered(Attempt.toCreate(SESSION));
  }
}
