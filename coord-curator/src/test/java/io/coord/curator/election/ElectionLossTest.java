package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.internal.engine.queue.ContenderOrder;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.Leader;
import io.coord.election.LeaderElection;
import io.coord.election.Term;
import io.coord.lock.LossCause;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Sessions;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is lost, somebody leads again without a restart. The session timeout is 10 s. */
@Timeout(180)
class ElectionLossTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private final Office office = new Office();
  private final Office second = new Office();
  private CuratorFramework client;
  private CuratorFramework admin;
  private Coordination process;
  private Coordination other;

  @BeforeEach
  void connect() throws Exception {
    client = zk.client();
    admin = zk.admin();
    process = zk.closing(CuratorCoordination.over(client));
    other = zk.coordination();
  }

  @AfterEach
  void open() throws Exception {
    if (admin.checkExists().forPath(Office.PATH) != null) {
      admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath(Office.PATH);
    }
  }

  private List<String> queue() {
    return ContenderOrder.sorted(zk.server().ephemerals());
  }

  private void awaitQueue(int length) {
    Awaitility.await().untilAsserted(() -> assertThat(queue()).hasSize(length));
  }

  @RepeatedTest(3)
  void anExpiredSessionInterruptsTheTaskAndTheNextLeads() throws Exception {
    office.stand(process, "a");
    Term term = office.awaitTerm();
    second.stand(other, "b");
    awaitQueue(2);

    Sessions.expire(client);

    Term next = second.awaitTerm();
    assertThat(next.epoch()).isGreaterThan(term.epoch());
    Awaitility.await().untilAsserted(() -> assertThat(office.interrupted()).contains(term.epoch()));
    assertThat(term.isLeading()).isFalse();
    assertThat(term.lease().lossCause()).contains(LossCause.SESSION_EXPIRED);
    awaitQueue(2);
    assertThat(office.isIdle()).isTrue();
  }

  @Test
  void whoIsAloneLeadsAgainAfterAnExpiry() throws Exception {
    Candidacy candidacy = office.stand(process, "a");
    Term term = office.awaitTerm();

    Sessions.expire(client);

    Term again = office.awaitTerm();
    assertThat(again.epoch()).isGreaterThan(term.epoch());
    assertThat(again.isLeading()).isTrue();
    assertThat(candidacy.term()).containsSame(again);
  }

  @Test
  void whoWaitsQueuesAgainAfterAnExpiry() throws Exception {
    Candidacy leading = second.stand(other, "b");
    second.awaitTerm();
    office.stand(process, "a");
    awaitQueue(2);
    String queued = queue().get(1);

    Sessions.expire(client);

    Awaitility.await().untilAsserted(() -> assertThat(queue()).hasSize(2).doesNotContain(queued));
    leading.close();
    office.awaitTerm();
  }

  @Test
  void aDeletedNodeInterruptsTheTaskAndTheNextLeads() throws Exception {
    office.stand(process, "a");
    Term term = office.awaitTerm();
    second.stand(other, "b");
    awaitQueue(2);

    admin.delete().forPath(queue().get(0));

    assertThat(second.awaitTerm().epoch()).isGreaterThan(term.epoch());
    Awaitility.await().untilAsserted(() -> assertThat(office.interrupted()).contains(term.epoch()));
    assertThat(term.lease().lossCause()).contains(LossCause.NODE_DELETED);
    awaitQueue(2);
  }

  @Test
  void whoseNodeIsDeletedWhileItWaitsQueuesAgain() throws Exception {
    Candidacy leading = second.stand(other, "b");
    second.awaitTerm();
    office.stand(process, "a");
    awaitQueue(2);
    String queued = queue().get(1);

    admin.delete().forPath(queued);

    Awaitility.await().untilAsserted(() -> assertThat(queue()).hasSize(2).doesNotContain(queued));
    leading.close();
    office.awaitTerm();
  }

  @Test
  void withTheElectionsNodeDeletedSomebodyLeadsAgain() throws Exception {
    office.stand(process, "a");
    Term term = office.awaitTerm();

    admin.delete().deletingChildrenIfNeeded().forPath("/elections");

    Term again = office.awaitTerm();
    assertThat(again.epoch()).isGreaterThan(term.epoch());
    assertThat(other.election(Office.ELECTION).leader()).map(Leader::epoch).contains(again.epoch());
  }

  @Test
  void aReapedContainerIsNoTrouble() throws Exception {
    office.stand(process, "a").close();
    Awaitility.await().untilAsserted(() -> assertThat(queue()).isEmpty());
    zk.server().removeEmptyContainers();
    LeaderElection election = process.election(Office.ELECTION);
    assertThat(election.leader()).isEmpty();

    office.stand(process, "a");

    assertThat(office.awaitTerm().isLeading()).isTrue();
  }

  @Test
  void withAllDataWipedSomebodyLeadsAgain() throws Exception {
    office.stand(process, "a");
    office.awaitTerm();
    second.stand(other, "b");
    awaitQueue(2);

    zk.server().restartWiped();

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(office.isIdle() && second.isIdle())
                    .as("nobody leads in the new world")
                    .isFalse());
    awaitQueue(2);
  }

  @Test
  void whoIsNotPermittedToStandSaysSoOnceAndLeadsWhenItIs() throws Exception {
    office.stand(process, "a").close();
    admin
        .setACL()
        .withACL(
            List.of(new ACL(Perms.ALL, Ids.AUTH_IDS), new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE)))
        .forPath(Office.PATH);
    Office late = new Office();
    try (CapturedLog log = CapturedLog.start()) {
      RequestCounts before = zk.server().requests();
      Candidacy candidacy = late.stand(process, "a");

      Awaitility.await()
          .untilAsserted(() -> assertThat(log.lines("Cannot stand in election")).hasSize(1));
      Time.pass(Duration.ofSeconds(2));
      assertThat(candidacy.state()).isEqualTo(CandidacyState.WAITING);
      assertThat(log.lines("permission denied")).isNotEmpty();
      assertThat(log.lines("Cannot stand in election")).hasSize(1);
      assertThat(zk.server().requests().since(before).total())
          .as("it does not ask again and again")
          .isLessThan(60);
    }

    admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath(Office.PATH);

    assertThat(late.awaitTerm().isLeading()).isTrue();
  }

  @Test
  void whoIsNotPermittedToReadIsRejected() throws Exception {
    office.stand(process, "a");
    office.awaitTerm();
    admin.setACL().withACL(List.of(new ACL(Perms.ALL, Ids.AUTH_IDS))).forPath(Office.PATH);

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> other.election(Office.ELECTION).leader())
        .withMessageContaining("permission");
  }

  @Test
  void aClientThatIsClosedClosesTheCandidacy() throws Exception {
    Candidacy candidacy = office.stand(process, "a");
    Term term = office.awaitTerm();

    client.close();

    Office.awaitState(candidacy, CandidacyState.CLOSED);
    assertThat(term.isLeading()).isFalse();
    assertThat(office.interrupted()).contains(term.epoch());
  }
}
