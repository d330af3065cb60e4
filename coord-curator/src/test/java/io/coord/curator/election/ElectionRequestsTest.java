package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.Leader;
import io.coord.election.LeaderSnapshot;
import io.coord.election.LeaderView;
import io.coord.election.Term;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Told;
import java.time.Duration;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What elections cost, counted at the server. The session timeout is 10 s. */
@Timeout(180)
class ElectionRequestsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private final Office office = new Office();
  private RequestCounts before;

  private void count() {
    before = zk.server().requests();
  }

  private RequestCounts counted() {
    return zk.server().requests().since(before);
  }

  /** But for what time brings: the proof. */
  private static long asked(RequestCounts counts) {
    return counts.total() - counts.of(OpCode.multi);
  }

  @Test
  void toLeadIsAsManyRequestsAsToHoldALockAndTheEpochIsNone() throws Exception {
    Coordination process = zk.coordination();
    office.stand(process, "a").close();
    Awaitility.await().until(() -> zk.server().ephemerals().isEmpty());

    for (int i = 0; i < 5; i++) {
      count();
      Candidacy candidacy = new Office().stand(process, "a");
      Awaitility.await().until(() -> candidacy.term().isPresent());
      Awaitility.await().until(() -> counted().of(OpCode.getData) == 1); // watches its own node
      candidacy.close();

      RequestCounts all = counted();
      assertThat(all.of(OpCode.create2)).as("%s", all).isEqualTo(1);
      assertThat(all.of(OpCode.getChildren2)).as("%s", all).isEqualTo(1);
      assertThat(all.of(OpCode.getData)).as("%s", all).isEqualTo(1);
      assertThat(all.of(OpCode.delete)).as("%s", all).isEqualTo(1);
      assertThat(asked(all)).as("%s", all).isEqualTo(4);
    }
  }

  @Test
  void aFreshReadIsThreeRequestsWhateverTheNumberOfCandidates() throws Exception {
    office.stand(zk.coordination(), "a");
    long epoch = office.awaitTerm().epoch();
    new Office().stand(zk.coordination(), "b");
    new Office().stand(zk.coordination(), "c");
    zk.awaitEphemerals(3);
    Coordination observer = zk.coordination();
    zk.awaitSilence(Duration.ofMillis(500));
    count();

    assertThat(observer.election(Office.ELECTION).leader()).map(Leader::epoch).contains(epoch);

    RequestCounts all = counted();
    assertThat(asked(all)).as("%s", all).isEqualTo(3);
    assertThat(all.of(OpCode.sync)).as("%s", all).isEqualTo(1);
    assertThat(all.of(OpCode.getChildren2)).as("%s", all).isEqualTo(1);
    assertThat(all.of(OpCode.getData)).as("%s", all).isEqualTo(1);
  }

  @Test
  void aViewReadsOnceForEachChange() throws Exception {
    Told<LeaderSnapshot> told = new Told<>();
    office.stand(zk.coordination(), "a");
    Term term = office.awaitTerm();
    Coordination observer = zk.coordination();
    LeaderView view = observer.election(Office.ELECTION).watch(told::accept);
    told.awaitCount(1);
    zk.awaitSilence(Duration.ofMillis(500));
    count();

    term.announce(self -> self.toBuilder().metadata("phase", "ready").build());

    told.awaitCount(2);
    RequestCounts all = counted();
    assertThat(all.of(OpCode.setData)).as("%s", all).isEqualTo(1);
    assertThat(all.of(OpCode.getData))
        .as("one by the view, one by the leader, which watches its node: %s", all)
        .isEqualTo(2);
    assertThat(asked(all)).as("%s", all).isEqualTo(3);
    assertThat(view.snapshot().leader().orElseThrow().instance().metadata())
        .containsEntry("phase", "ready");
  }
}
