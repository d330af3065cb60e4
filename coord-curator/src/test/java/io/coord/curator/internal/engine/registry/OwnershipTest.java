package io.coord.curator.internal.engine.registry;

import static io.coord.curator.internal.engine.registry.Ownership.ABSENT;
import static io.coord.curator.internal.engine.registry.Ownership.OURS;
import static io.coord.curator.internal.engine.registry.Ownership.PREDECESSOR;
import static io.coord.curator.internal.engine.registry.Ownership.STALE;
import static io.coord.curator.internal.engine.registry.Ownership.SUCCESSOR;
import static io.coord.curator.internal.engine.registry.Ownership.UNCERTAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.Stats;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whose node it is, from all that can be known of it. */
class OwnershipTest {

  private static final long SESSION = 7;
  private static final long FORMER_SESSION = 6;
  private static final long OTHER_SESSION = 9;
  private static final OwnNode OWN =
      Objects.requireNonNull(OwnNode.created(node(10, SESSION), SESSION, 1));

  @Test
  void whereThereIsNoNodeNothingElseMatters() {
    assertThat(Ownership.judge(null, SESSION, OWN, attemptToReplaceOurs(10), true))
        .isEqualTo(ABSENT);
    assertThat(Ownership.judge(null, 0, null, null, false)).isEqualTo(ABSENT);
  }

  @Test
  void theNodeThatAnAnswerNamedIsOursWhateverItsVersion() {
    NodeStat written = Stats.ephemeral(10, 10, 5, SESSION);

    assertThat(Ownership.judge(written, SESSION, OWN, null, true)).isEqualTo(OURS);
  }

  @Test
  void ourNodeIsStaleInAnotherSessionAndWhileThereIsNone() {
    NodeStat ours = node(10, SESSION);

    assertThat(Ownership.judge(ours, OTHER_SESSION, OWN, null, true)).isEqualTo(STALE);
    assertThat(Ownership.judge(ours, 0, OWN, null, true)).isEqualTo(STALE);
  }

  @Test
  void thatItsSessionIsOursDoesNotMakeANodeOurs() {
    NodeStat anothersOnOurClient = node(11, SESSION);

    assertThat(Ownership.judge(anothersOnOurClient, SESSION, OWN, null, true)).isEqualTo(SUCCESSOR);
    assertThat(Ownership.judge(anothersOnOurClient, SESSION, null, null, true))
        .isEqualTo(SUCCESSOR);
    assertThat(Ownership.judge(anothersOnOurClient, SESSION, null, null, false))
        .isEqualTo(PREDECESSOR);
  }

  @Test
  void aNodeWithOurNumberButAnotherOwnerIsFromAServerWhoseDataWereWiped() {
    assertThat(Ownership.judge(node(10, OTHER_SESSION), SESSION, OWN, null, true))
        .isEqualTo(SUCCESSOR);
  }

  @Test
  void aStrangersNodeWasThereBeforeTheFirstCommitAndCameAfterIt() {
    NodeStat strangers = node(11, OTHER_SESSION);

    assertThat(Ownership.judge(strangers, SESSION, null, null, false)).isEqualTo(PREDECESSOR);
    assertThat(Ownership.judge(strangers, SESSION, null, null, true)).isEqualTo(SUCCESSOR);
    assertThat(Ownership.judge(strangers, SESSION, OWN, null, true)).isEqualTo(SUCCESSOR);
  }

  @Test
  void anUnansweredAttemptMayHaveMadeWhateverItsSessionOwns() {
    Attempt create = Attempt.toCreate(SESSION);
    NodeStat maybeOurs = node(11, SESSION);

    assertThat(Ownership.judge(maybeOurs, SESSION, null, create, false)).isEqualTo(UNCERTAIN);
    assertThat(Ownership.judge(maybeOurs, SESSION, OWN, create, true)).isEqualTo(UNCERTAIN);
    assertThat(Ownership.judge(maybeOurs, OTHER_SESSION, null, create, true)).isEqualTo(UNCERTAIN);
  }

  @Test
  void anAttemptSaysNothingOfANodeOfAnotherSession() {
    Attempt create = Attempt.toCreate(FORMER_SESSION);
    NodeStat strangers = node(11, OTHER_SESSION);

    assertThat(Ownership.judge(strangers, SESSION, null, create, false)).isEqualTo(PREDECESSOR);
    assertThat(Ownership.judge(strangers, SESSION, null, create, true)).isEqualTo(SUCCESSOR);
  }

  @Test
  void anothersNodeThatAnUnansweredAttemptWasToReplaceIsNotOursEvenIfItsSessionIs() {
    Attempt replace = new Attempt(SESSION, 11, true);

    assertThat(Ownership.judge(node(11, OTHER_SESSION), SESSION, null, replace, false))
        .isEqualTo(PREDECESSOR);
    assertThat(Ownership.judge(node(11, SESSION), SESSION, null, replace, false))
        .isEqualTo(PREDECESSOR);
    assertThat(Ownership.judge(node(12, SESSION), SESSION, null, replace, false))
        .isEqualTo(UNCERTAIN);
  }

  @Test
  void aNodeThatWasToBeReplacedAndMayBeOursOfBeforeStillMay() {
    Attempt replace = attemptToReplaceOurs(11);
    NodeStat stillThere = node(11, FORMER_SESSION);

    assertThat(Ownership.judge(stillThere, SESSION, null, replace, true)).isEqualTo(UNCERTAIN);
    assertThat(Ownership.judge(stillThere, SESSION, null, replace, false)).isEqualTo(UNCERTAIN);
  }

  @Test
  void whatAnAnswerNamedIsOursInSpiteOfAnUnansweredAttempt() {
    Attempt replace = attemptToReplaceOurs(10);

    assertThat(Ownership.judge(node(10, SESSION), SESSION, OWN, replace, true)).isEqualTo(OURS);
  }

  @Test
  void anAttemptThatWasNeverSentConcernsNothing() {
    Attempt unsent = Attempt.toCreate(0);

    assertThat(unsent.mayConcern(node(11, 0))).isFalse(); // a persistent node has no owner
    assertThat(unsent.mayConcern(node(0, 0))).isFalse();
  }

  @Test
  void anAttemptConcernsTheNodesOfItsSessionAndOneItWasToReplaceThatMayBeOurs() {
    Attempt replace = attemptToReplaceOurs(11);

    assertThat(replace.mayConcern(node(12, SESSION))).isTrue();
    assertThat(replace.mayConcern(node(11, OTHER_SESSION))).isTrue();
    assertThat(replace.mayConcern(node(12, OTHER_SESSION))).isFalse();
  }

  private static Attempt attemptToReplaceOurs(long czxid) {
    return new Attempt(SESSION, czxid, false);
  }

  private static NodeStat node(long czxid, long owner) {
    return Stats.ephemeral(czxid, czxid, 0, owner);
  }
}
