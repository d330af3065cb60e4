package io.coord.curator.internal.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.Stats;
import io.coord.registry.ServiceInstance;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the answer to each request means. */
class RequestTest {

  private static final long SESSION = 7;
  private static final long OTHER_SESSION = 9;
  private static final NodeStat OURS = Stats.ephemeral(10, 10, 0, SESSION);
  private static final NodeStat NEWER = Stats.ephemeral(12, 13, 1, OTHER_SESSION);
  private static final DesiredState VALUE =
      new DesiredState(ServiceInstance.builder("servers").id("a").build(), new byte[] {1}, 1);

  private final ObservedState observed = new ObservedState();

  @Test
  void aCreationIsBelievedIfItsAnswerShowsTheNodeItMade() {
    assertThat(create(ReplyCode.OK, OURS)).isEqualTo(Finding.CREATED);

    assertThat(observed.own()).isNotNull();
    assertThat(observed.isEstablished()).isTrue();
  }

  @Test
  void anAnswerThatShowsAnothersNodeIsNone() {
    assertThat(create(ReplyCode.OK, NEWER)).isEqualTo(Finding.FAILED);

    assertThat(observed.own()).isNull();
    assertThat(observed.isUnanswered()).isTrue();
  }

  @Test
  void aLostAnswerLeavesADoubtAndOneThatWasNeverSentDoesNot() {
    assertThat(create(ReplyCode.CONNECTIONLOSS, null)).isEqualTo(Finding.FAILED);
    assertThat(observed.isUnanswered()).isTrue();

    ObservedState other = new ObservedState();
    other.begin();
    assertThat(new Request.Create(VALUE).onAnswer(other, Answer.notSent(ReplyCode.CONNECTIONLOSS)))
        .isEqualTo(Finding.FAILED);
    assertThat(other.isUnanswered()).isFalse();
    assertThat(other.mayHaveBeenSeen()).isFalse();
  }

  @Test
  void whoComesTooLateLooks() {
    assertThat(create(ReplyCode.NODEEXISTS, null)).isEqualTo(Finding.INCONCLUSIVE);

    assertThat(observed.isInDoubt()).isTrue();
    assertThat(observed.mayHaveBeenSeen()).isFalse();
  }

  @Test
  void missingParentsAreNoFailureTheFirstTime() {
    assertThat(create(ReplyCode.NONODE, null)).isEqualTo(Finding.INCONCLUSIVE);
    assertThat(observed.parentsMissing()).isTrue();

    assertThat(new Request.CreateParents().onAnswer(observed, answer(ReplyCode.OK, null)))
        .isEqualTo(Finding.INCONCLUSIVE);
    assertThat(create(ReplyCode.NONODE, null)).isEqualTo(Finding.FAILED);
  }

  @Test
  void parentsThatMayNotBeCreatedAreAFailure() {
    assertThat(new Request.CreateParents().onAnswer(observed, answer(ReplyCode.NOAUTH, null)))
        .isEqualTo(Finding.FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      value = ReplyCode.class,
      names = {"NONODE", "BADVERSION", "NODEEXISTS"})
  void whatWasToBeReplacedAndHasMovedIsLookedAt(ReplyCode code) {
    assertThat(replace(code, null)).isEqualTo(Finding.INCONCLUSIVE);
    assertThat(observed.isInDoubt()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = ReplyCode.class,
      names = {"NOAUTH", "NOTEMPTY", "CONNECTIONLOSS"})
  void aTakeoverThatIsRefusedOrLostHasFailed(ReplyCode code) {
    assertThat(replace(code, null)).isEqualTo(Finding.FAILED);
  }

  @Test
  void aWriteOfOurNodeIsKnownByItsCzxidAndOwner() {
    OwnNode own = own();

    assertThat(write(own, ReplyCode.OK, Stats.ephemeral(10, 11, 1, SESSION)))
        .isEqualTo(Finding.OURS);
    assertThat(observed.own().version()).isEqualTo(1);
  }

  @Test
  void aWriteThatHitAnothersNodeShowsThatItHasTakenOver() {
    assertThat(write(own(), ReplyCode.OK, NEWER)).isEqualTo(Finding.TAKEN);
  }

  @Test
  void aWriteByASessionThatDoesNotOwnTheNodeLeavesADoubt() {
    Answer answer = Answer.of(ReplyCode.OK, Stats.ephemeral(10, 11, 1, SESSION), OTHER_SESSION);

    assertThat(new Request.Write(own(), VALUE).onAnswer(observed, answer))
        .isEqualTo(Finding.FAILED);
    assertThat(observed.isInDoubt()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = ReplyCode.class,
      names = {"BADVERSION", "NONODE"})
  void aNodeThatMovedBeforeItWasWrittenIsLookedAt(ReplyCode code) {
    assertThat(write(own(), code, null)).isEqualTo(Finding.INCONCLUSIVE);
    assertThat(observed.isInDoubt()).isTrue();
  }

  @Test
  void aDeletionEndsWhenTheNodeIsGone() {
    own();

    assertThat(delete(ReplyCode.OK)).isEqualTo(Finding.REMOVED);
    assertThat(delete(ReplyCode.NONODE)).isEqualTo(Finding.REMOVED);
    assertThat(delete(ReplyCode.BADVERSION)).isEqualTo(Finding.INCONCLUSIVE);
    assertThat(observed.isInDoubt()).isTrue();
    assertThat(delete(ReplyCode.NOAUTH)).isEqualTo(Finding.NOT_REMOVED);
    assertThat(delete(ReplyCode.CONNECTIONLOSS)).isEqualTo(Finding.NOT_REMOVED);
  }

  @Test
  void aLookSaysWhoseNodeItIs() {
    own();

    assertThat(look(ReplyCode.OK, OURS)).isEqualTo(Finding.OURS);
    assertThat(look(ReplyCode.CONNECTIONLOSS, null)).isEqualTo(Finding.FAILED);
    assertThat(look(ReplyCode.NONODE, null)).isEqualTo(Finding.MISSING);
    assertThat(look(ReplyCode.OK, NEWER)).isEqualTo(Finding.TAKEN);
  }

  private Finding create(ReplyCode code, NodeStat stat) {
    observed.begin();
    return new Request.Create(VALUE).onAnswer(observed, answer(code, stat));
  }

  private Finding replace(ReplyCode code, NodeStat stat) {
    Obstacle obstacle = new Obstacle(8, 3, true);
    observed.begin();
    return new Request.Replace(obstacle, VALUE).onAnswer(observed, answer(code, stat));
  }

  private Finding write(OwnNode own, ReplyCode code, NodeStat stat) {
    return new Request.Write(own, VALUE).onAnswer(observed, answer(code, stat));
  }

  private Finding delete(ReplyCode code) {
    return new Request.Delete(0).onAnswer(observed, answer(code, null));
  }

  private Finding look(ReplyCode code, NodeStat stat) {
    return new Request.Look().onAnswer(observed, answer(code, stat));
  }

  private OwnNode own() {
    OwnNode own = Objects.requireNonNull(OwnNode.created(OURS, SESSION, 1));
    observed.put(own);
    return own;
  }

  private static Answer answer(ReplyCode code, NodeStat stat) {
    return Answer.of(code, stat, SESSION);
  }
}
