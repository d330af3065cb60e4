package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.Leader;
import io.coord.election.LeaderSnapshot;
import io.coord.election.Term;
import io.coord.lock.LeaseState;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A blip must not hand leadership away; an outage must. The session timeout is 10 s. */
@Timeout(180)
class ElectionOutageTest {

  private static final Duration T = Duration.ofSeconds(10);

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private final Office office = new Office();
  private final Office second = new Office();

  private Coordination process(TcpProxy proxy) throws Exception {
    CuratorFramework client = zk.patientClient(proxy);
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    return zk.closing(CuratorCoordination.over(client));
  }

  @Test
  void aDisconnectionIsNoLossAndTheTermGoesOn() throws Exception {
    TcpProxy proxy = zk.proxy();
    Candidacy candidacy = office.stand(process(proxy), "a");
    Term term = office.awaitTerm();
    Told<CandidacyState> told = new Told<>();
    candidacy.subscribe((same, state) -> told.accept(state));

    proxy.cut();
    Awaitility.await().until(() -> term.lease().state() == LeaseState.SUSPECT);
    assertThat(term.isLeading()).isFalse();
    assertThat(term.awaitStop(Duration.ZERO)).isFalse();
    assertThat(candidacy.state()).isEqualTo(CandidacyState.LEADING);
    proxy.restore();

    Awaitility.await().until(term::isLeading);
    assertThat(candidacy.term()).containsSame(term);
    assertThat(told.events()).containsExactly(CandidacyState.LEADING);
    assertThat(office.interrupted()).isEmpty();
  }

  @Test
  void allServersAwayForSixTenthsOfTheTimeoutCostNoTerm() throws Exception {
    Coordination observer = zk.coordination();
    Told<LeaderSnapshot> told = new Told<>();
    observer.election(Office.ELECTION).watch(told::accept);
    Candidacy candidacy = office.stand(zk.coordination(), "a");
    Term term = office.awaitTerm();
    second.stand(zk.coordination(), "b");
    zk.awaitEphemerals(2);

    zk.server().stop();
    Time.pass(T.multipliedBy(6).dividedBy(10));
    assertThat(term.isLeading()).isFalse();
    zk.server().restart();

    Awaitility.await().until(term::isLeading);
    assertThat(candidacy.term()).containsSame(term);
    assertThat(office.interrupted()).isEmpty();
    assertThat(second.isIdle()).isTrue();
    Awaitility.await().until(() -> !told.events().get(told.events().size() - 1).stale());
    assertThat(
            told.events().stream()
                .flatMap(seen -> seen.leader().stream())
                .mapToLong(Leader::epoch)
                .distinct())
        .containsExactly(term.epoch());
    assertThat(told.events().stream().filter(LeaderSnapshot::stale)).as("stale once").hasSize(1);
  }

  @Test
  void aLeaderThatIsCutOffForLongerIsInterruptedAndReplaced() throws Exception {
    TcpProxy proxy = zk.proxy();
    office.stand(process(proxy), "a");
    Term term = office.awaitTerm();
    second.stand(zk.coordination(), "b");
    zk.awaitEphemerals(2);

    proxy.cut();

    Term next = second.awaitTerm();
    assertThat(term.isLeading()).isFalse();
    Awaitility.await()
        .untilAsserted(() -> assertThat(office.interrupted()).containsExactly(term.epoch()));
    assertThat(next.epoch()).isGreaterThan(term.epoch());
    proxy.restore();
    zk.awaitEphemerals(2);
    assertThat(office.isIdle()).as("it waits behind the new leader").isTrue();
  }

  @Test
  void aViewThatWasCutOffIsStaleAndShowsTheNewLeaderOnceItIsBack() throws Exception {
    Coordination one = zk.coordination();
    Candidacy candidacy = office.stand(one, "a");
    Term term = office.awaitTerm();
    TcpProxy proxy = zk.proxy();
    Told<LeaderSnapshot> told = new Told<>();
    process(proxy).election(Office.ELECTION).watch(told::accept);
    told.awaitCount(1);

    proxy.cut();
    told.await(all -> all.get(all.size() - 1).stale());
    candidacy.close();
    second.stand(one, "b");
    Term next = second.awaitTerm();
    proxy.restore();

    List<LeaderSnapshot> all = told.await(seen -> seen.size() >= 3);
    assertThat(all.stream().map(seen -> seen.leader().orElseThrow().epoch()))
        .containsExactly(term.epoch(), term.epoch(), next.epoch());
    assertThat(all.stream().map(LeaderSnapshot::stale)).containsExactly(false, true, false);
  }

  @Test
  void aCloseDoesNotWaitForServersThatAreAway() throws Exception {
    TcpProxy proxy = zk.proxy();
    second.stand(zk.coordination(), "b");
    second.awaitTerm();
    Coordination waits = process(proxy);
    Candidacy candidacy = office.stand(waits, "a");
    zk.awaitEphemerals(2);
    proxy.cut();
    Awaitility.await().until(() -> waits.connectionState() == io.coord.ConnectionState.SUSPENDED);
    long before = System.nanoTime();

    candidacy.close();

    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(5).toNanos());
    assertThat(candidacy.state()).isEqualTo(CandidacyState.CLOSED);
    proxy.restore();
    zk.awaitEphemerals(1);
  }
}
