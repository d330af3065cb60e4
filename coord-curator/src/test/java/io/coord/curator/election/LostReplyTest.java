package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.coord.Coordination;
import io.coord.IndeterminateException;
import io.coord.LeaseNotHeldException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.Leader;
import io.coord.election.Term;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever reply is lost, and the connection with it. The session timeout is 10 s. */
@Timeout(180)
class LostReplyTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private final Office office = new Office();
  private final Office second = new Office();
  private TcpProxy proxy;
  private Coordination process;
  private Coordination other;

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    CuratorFramework client = zk.patientClient(proxy);
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    process =
        zk.closing(
            CuratorCoordination.builder(client).operationTimeout(Duration.ofSeconds(5)).connect());
    other = zk.coordination();
    second.stand(other, "b").close(); // the parents are there
    Awaitility.await().until(() -> zk.server().ephemerals().isEmpty());
  }

  private String phase() throws InterruptedException {
    Leader leader = other.election(Office.ELECTION).leader().orElseThrow();
    return leader.instance().metadata().get("phase");
  }

  @ParameterizedTest
  @ValueSource(ints = {OpCode.create2, OpCode.getChildren2})
  void ofWhatJoinsTheQueue(int request) throws Exception {
    second.stand(other, "b");
    Term term = second.awaitTerm();
    proxy.loseReply(request);

    office.stand(process, "a");

    zk.awaitEphemerals(2);
    assertThat(term.isLeading()).isTrue();
    other.close();
    assertThat(office.awaitTerm().epoch()).isGreaterThan(term.epoch());
  }

  @Test
  void ofTheRelease() throws Exception {
    Candidacy candidacy = office.stand(process, "a");
    Term term = office.awaitTerm();
    second.stand(other, "b");
    zk.awaitEphemerals(2);
    proxy.loseReply(OpCode.delete);

    candidacy.stepDown();

    assertThat(second.awaitTerm().epoch()).isGreaterThan(term.epoch());
    zk.awaitEphemerals(2);
  }

  @Test
  void ofAnAnnouncement() throws Exception {
    office.stand(process, "a");
    Term term = office.awaitTerm();
    proxy.loseReply(OpCode.setData);

    term.announce(self -> self.toBuilder().metadata("phase", "ready").build());

    assertThat(phase()).isEqualTo("ready");
    assertThat(other.election(Office.ELECTION).leader()).map(Leader::epoch).contains(term.epoch());
    assertThat(office.interrupted()).isEmpty();
  }

  @Test
  void anAnnouncementThatGetsNoReplyIsIndeterminateAndTheNextOneIncludesIt() throws Exception {
    office.stand(process, "a");
    Term term = office.awaitTerm();
    proxy.cut();
    long before = System.nanoTime();

    assertThatExceptionOfType(IndeterminateException.class)
        .isThrownBy(
            () -> term.announce(self -> self.toBuilder().metadata("phase", "ready").build()))
        .withMessageContaining(Office.ELECTION);

    assertThat(System.nanoTime() - before).isBetween(4_500_000_000L, 8_000_000_000L);
    proxy.restore();
    Awaitility.await().until(term::isLeading);
    term.announce(self -> self.toBuilder().port(8080).build());
    assertThat(phase()).isEqualTo("ready");
  }

  @Test
  void anAnnouncementAfterTheLossIsRefused() throws Exception {
    office.stand(process, "a");
    Term term = office.awaitTerm();
    zk.client().delete().forPath(zk.server().ephemerals().get(0));

    assertThatExceptionOfType(LeaseNotHeldException.class)
        .isThrownBy(() -> term.announce(self -> self.toBuilder().port(8080).build()));

    assertThat(office.awaitTerm().epoch()).isGreaterThan(term.epoch());
    assertThat(other.election(Office.ELECTION).leader().orElseThrow().instance().port()).isZero();
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeAnythingIsSent() throws Exception {
    Coordination narrow = zk.closing(zk.builder().maxPayloadBytes(400).connect());
    String much = "x".repeat(300);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                narrow
                    .election(Office.ELECTION)
                    .stand(
                        Office.candidate("a").toBuilder().metadata("much", much).build(), office))
        .withMessageContaining("at most 400");
    office.stand(narrow, "a"); // the refused one does not count
    Term term = office.awaitTerm();
    long writes = zk.server().requests().of(OpCode.setData);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> term.announce(self -> self.toBuilder().metadata("m", much).build()))
        .withMessageContaining("at most 400");
    assertThat(zk.server().requests().of(OpCode.setData)).isEqualTo(writes);
  }
}
