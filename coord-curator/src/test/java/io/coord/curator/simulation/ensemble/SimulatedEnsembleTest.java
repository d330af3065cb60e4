package io.coord.curator.simulation.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.simulation.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ensemble of several servers promises, and what it does not; each for some seeds. */
class SimulatedEnsembleTest {

  private static final int TIMEOUT_MILLIS = 4_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<KeeperState> states = new ArrayList<>();
  private Scheduler scheduler;
  private SimulatedEnsemble ensemble;

  private void begin(long seed) {
    scheduler = new Scheduler(seed);
    ensemble = new SimulatedEnsemble(scheduler, Settings.ensembleOf(3));
  }

  private SimulatedClient client() {
    SimulatedClient client = ensemble.connect(TIMEOUT_MILLIS, event -> states.add(event.state()));
    scheduler.runFor(5 * SECOND);
    assertThat(client.isConnected()).isTrue();
    return client;
  }

  private Reply ask(SimulatedClient client, Request request) {
    List<Reply> replies = new ArrayList<>();
    client.request(request, replies::add);
    for (long end = scheduler.now() + 60 * SECOND; replies.isEmpty(); scheduler.step()) {
      assertThat(scheduler.now()).as("no reply to " + request).isLessThan(end);
    }
    return replies.get(0);
  }

  private static Request.Create create(String path, CreateMode mode) {
    return new Request.Create(path, new byte[0], mode);
  }

  private int follower() {
    return 1 + ensemble.leader() % 3;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatWasCommittedOutlivesTheLeaderAndZxidsGoOnInANewEpoch(long seed) {
    begin(seed);
    SimulatedClient client = client();
    long before = ask(client, create("/a", CreateMode.PERSISTENT)).stat().czxid();
    int former = ensemble.leader();

    ensemble.stop(former);
    scheduler.runFor(10 * SECOND);

    assertThat(ensemble.leader()).isNotZero().isNotEqualTo(former);
    assertThat(ask(client, new Request.Exists("/a", false)).stat().czxid()).isEqualTo(before);
    long after = ask(client, create("/b", CreateMode.PERSISTENT)).stat().czxid();
    assertThat(after >>> 32).isGreaterThan(before >>> 32);
    assertThat(client.isAlive()).as("its session lives on").isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aFollowerThatIsCutOffServesThePastUntilItNotices(long seed) {
    begin(seed);
    int behind = follower();
    SimulatedClient writer = client();

    ensemble.isolate(behind);
    assertThat(ask(writer, create("/a", CreateMode.PERSISTENT)).code())
        .isIn(ReplyCode.OK, ReplyCode.CONNECTIONLOSS);
    scheduler.runFor(10 * SECOND);
    ask(writer, create("/a", CreateMode.PERSISTENT));
    assertThat(ensemble.stat(ensemble.leader(), "/a")).isNotNull();
    assertThat(ensemble.stat(behind, "/a")).isNull();

    ensemble.heal(behind);
    scheduler.runFor(5 * SECOND);
    assertThat(ensemble.stat(behind, "/a")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aSyncShowsWhatTheLeaderHadCommitted(long seed) {
    begin(seed);
    SimulatedClient writer = client();
    SimulatedClient reader = client();
    ask(writer, create("/a", CreateMode.PERSISTENT));

    assertThat(ask(reader, new Request.Sync("/a")).code()).isEqualTo(ReplyCode.OK);
    assertThat(ask(reader, new Request.Exists("/a", false)).code()).isEqualTo(ReplyCode.OK);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aSessionThatIsNotHeardOfExpiresAtTheLeadersClock(long seed) {
    begin(seed);
    SimulatedClient silent = client();
    SimulatedClient other = client();
    ask(silent, create("/a", CreateMode.EPHEMERAL));

    silent.cutOff();
    scheduler.runFor(TIMEOUT_MILLIS * 1_000_000L / 2);
    assertThat(ensemble.sessions(ensemble.leader())).contains(silent.sessionId());
    scheduler.runFor(TIMEOUT_MILLIS * 1_000_000L);

    assertThat(ensemble.sessions(ensemble.leader())).doesNotContain(silent.sessionId());
    ask(other, new Request.Sync("/"));
    assertThat(ask(other, new Request.Exists("/a", false)).code()).isEqualTo(ReplyCode.NONODE);
    silent.reconnectable();
    scheduler.runFor(5 * SECOND);
    assertThat(silent.isAlive()).isFalse();
    assertThat(states).last().isEqualTo(KeeperState.Expired);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aClientThatReconnectsElsewhereIsToldWhatItsWatchHasMissed(long seed) {
    begin(seed);

    assertThat(eventsOfADeletionDuringAnOutage())
        .filteredOn(event -> event.type() != EventType.None)
        .extracting(WatchEvent::type)
        .containsExactly(EventType.NodeDeleted);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aClientThatDoesNotSetItsWatchesAgainIsToldOnlyThatItWasDisconnected(long seed) {
    begin(seed);
    ensemble.disableAutoWatchReset();

    assertThat(eventsOfADeletionDuringAnOutage())
        .extracting(WatchEvent::state)
        .containsExactly(KeeperState.Disconnected);
  }

  private List<WatchEvent> eventsOfADeletionDuringAnOutage() {
    SimulatedClient watching = client();
    SimulatedClient other = client();
    ask(other, create("/a", CreateMode.PERSISTENT));
    ask(watching, new Request.Sync("/a"));
    List<WatchEvent> events = new ArrayList<>();
    watching.request(new Request.Exists("/a", true), events::add, reply -> {});
    scheduler.runFor(SECOND);

    watching.cutOff();
    ask(other, new Request.Delete("/a", -1));
    watching.reconnectable();
    scheduler.runFor(3 * SECOND);

    assertThat(watching.isConnected()).isTrue();
    return events;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aClientThatHearsNothingTakesItsSessionForDead(long seed) {
    begin(seed);
    SimulatedClient client = client();
    ensemble.stop(1);
    ensemble.stop(2);
    ensemble.stop(3);
    scheduler.runFor(TIMEOUT_MILLIS * 1_000_000L * 3 / 2);

    assertThat(client.isAlive()).isFalse();
    assertThat(ask(client, new Request.Exists("/", false)).code())
        .isEqualTo(ReplyCode.SESSIONEXPIRED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theSameSeedGivesTheSameRun(long seed) {
    assertThat(run(seed)).isEqualTo(run(seed)).isNotEqualTo(run(seed + 100));
  }

  private List<Long> run(long seed) {
    begin(seed);
    SimulatedClient client = client();
    ask(client, create("/a", CreateMode.EPHEMERAL));
    ensemble.stop(ensemble.leader());
    scheduler.runFor(10 * SECOND);
    return List.of(scheduler.steps(), scheduler.random().nextLong());
  }
}
