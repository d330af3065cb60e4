package io.coord.curator.internal.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.Stats;
import io.coord.registry.ServiceInstance;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The table of what is sent next. */
class NextRequestTest {

  private static final long SESSION = 7;
  private static final long OTHER_SESSION = 9;
  private static final NodeStat OURS = Stats.ephemeral(10, 10, 0, SESSION);
  private static final NodeStat ANOTHERS = Stats.ephemeral(8, 8, 3, OTHER_SESSION);

  private final ObservedState observed = new ObservedState();

  @Test
  void theFirstCreationNeedsNoLook() {
    assertThat(toRegister(1)).isEqualTo(new Request.Create(value(1)));
  }

  @Test
  void whatMayHaveChangedIsLookedAtBeforeAnythingElse() {
    own();
    observed.doubt();

    assertThat(toRegister(1)).isInstanceOf(Request.Look.class);
    assertThat(toRegister(2)).isInstanceOf(Request.Look.class);
    assertThat(NextRequest.toRemove(observed)).isInstanceOf(Request.Look.class);
  }

  @Test
  void missingParentsAreCreatedOnceAndThenTheNode() {
    observed.begin();
    assertThat(observed.foundParentsMissing(ReplyCode.NONODE)).isTrue();
    assertThat(toRegister(1)).isInstanceOf(Request.CreateParents.class);
    assertThat(NextRequest.toRemove(observed)).isNull();

    observed.triedParents(true);
    assertThat(toRegister(1)).isInstanceOf(Request.Create.class);

    observed.begin();
    assertThat(observed.foundParentsMissing(ReplyCode.NONODE)).as("again").isFalse();
  }

  @Test
  void anothersNodeFromBeforeIsReplacedAndNeverDeleted() {
    look(ANOTHERS);

    assertThat(toRegister(1)).isEqualTo(new Request.Replace(new Obstacle(8, 3, true), value(1)));
    assertThat(NextRequest.toRemove(observed)).isNull();
  }

  @Test
  void aNodeThatMayBeOursIsReplacedOrDeleted() {
    observed.begin();
    observed.unanswered(Attempt.toCreate(SESSION));
    look(OURS);

    assertThat(toRegister(1)).isEqualTo(new Request.Replace(new Obstacle(10, 0, false), value(1)));
    assertThat(NextRequest.toRemove(observed)).isEqualTo(new Request.Delete(0));
  }

  @Test
  void aLostReplyIsLookedAfterBeforeTheEnd() {
    observed.begin();
    observed.unanswered(Attempt.toCreate(SESSION));

    assertThat(NextRequest.toRemove(observed)).isInstanceOf(Request.Look.class);
    look(null);
    assertThat(NextRequest.toRemove(observed)).isNull();
    assertThat(toRegister(1)).isInstanceOf(Request.Create.class);
  }

  @Test
  void ourNodeOfAnEarlierSessionIsReplacedOrDeleted() {
    own();
    observed.look(OURS, OTHER_SESSION);

    assertThat(toRegister(1)).isEqualTo(new Request.Replace(new Obstacle(10, 0, false), value(1)));
    assertThat(NextRequest.toRemove(observed)).isEqualTo(new Request.Delete(0));
  }

  @Test
  void nothingIsSentAboutANodeThatIsAsDesired() {
    own();
    assertThat(toRegister(1)).isNull();

    look(OURS);
    assertThat(toRegister(1)).isNull();
  }

  @Test
  void ourNodeIsWrittenOrDeletedOnlyOnceAWatchIsThere() {
    own();
    assertThat(toRegister(2)).isInstanceOf(Request.Look.class);
    assertThat(NextRequest.toRemove(observed)).isInstanceOf(Request.Look.class);

    look(OURS);

    assertThat(toRegister(2)).isEqualTo(new Request.Write(observed.own(), value(2)));
    assertThat(NextRequest.toRemove(observed)).isEqualTo(new Request.Delete(0));
  }

  @Test
  void dataThatSomebodyElseHasWrittenAreWrittenAgain() {
    own();

    look(Stats.ephemeral(10, 12, 1, SESSION));

    assertThat(toRegister(1)).isEqualTo(new Request.Write(observed.own(), value(1)));
    assertThat(observed.own().version()).isEqualTo(1);
  }

  private void own() {
    observed.begin();
    observed.put(Objects.requireNonNull(OwnNode.created(OURS, SESSION, 1)));
  }

  private void look(NodeStat stat) {
    observed.look(stat, SESSION);
  }

  private Request toRegister(long revision) {
    return NextRequest.toRegister(observed, value(revision));
  }

  private static final byte[] PAYLOAD = {1};

  private static DesiredState value(long revision) {
    return new DesiredState(ServiceInstance.builder("servers").id("a").build(), PAYLOAD, revision);
  }
}
