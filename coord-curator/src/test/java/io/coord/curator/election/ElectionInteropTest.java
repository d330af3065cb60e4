package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.Leader;
import io.coord.election.LeaderView;
import io.coord.election.Term;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beside other programs' elections, and transactions. */
@Timeout(180)
class ElectionInteropTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private final Office office = new Office();
  private final Semaphore selected = new Semaphore(0);
  private final CountDownLatch mayReturn = new CountDownLatch(1);

  private LeaderSelector selector(CuratorFramework client) {
    LeaderSelector selector =
        new LeaderSelector(
            client,
            Office.PATH,
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework leading) throws Exception {
                selected.release();
                mayReturn.await();
              }
            });
    selector.setId("selector");
    return zk.closing(selector);
  }

  @Test
  void aLeaderSelectorAndACandidacyTakeTurns() throws Exception {
    Coordination process = zk.coordination();
    Candidacy candidacy = office.stand(process, "a");
    office.awaitTerm();
    selector(zk.client()).start();
    zk.awaitEphemerals(2);
    assertThat(selected.tryAcquire(200, TimeUnit.MILLISECONDS)).as("two leaders").isFalse();

    candidacy.stepDown();

    assertThat(selected.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    zk.awaitEphemerals(2);
    assertThat(office.isIdle()).as("two leaders").isTrue();
    Leader leader = process.election(Office.ELECTION).leader().orElseThrow();
    assertThat(leader.instance().service()).isEqualTo(Office.ELECTION);
    assertThat(leader.instance().id()).contains("-lock-");
    assertThat(leader.instance().address()).isEqualTo("selector");
    mayReturn.countDown();
    assertThat(office.awaitTerm().epoch()).isGreaterThan(leader.epoch());
  }

  @Test
  void aLeaderLatchsNodeIsOrderedByItsNumber() throws Exception {
    CuratorFramework client = zk.client();
    LeaderLatch latch = new LeaderLatch(client, Office.PATH, "latch");
    latch.start();
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    Coordination process = zk.coordination();
    office.stand(process, "a");
    try (LeaderView view = process.election(Office.ELECTION).watch()) {
      assertThat(view.await(seen -> seen.candidates().size() == 2, Duration.ofSeconds(30)))
          .isTrue();
      assertThat(view.snapshot().leader())
          .map(leader -> leader.instance().address())
          .contains("latch");
      assertThat(office.isIdle()).isTrue();
    }

    latch.close();

    office.awaitTerm();
  }

  @Test
  void whatAnybodyMayWriteIsShownAsARawInstance() throws Exception {
    CuratorFramework client = zk.client();
    client.create().orSetData().creatingParentContainersIfNeeded().forPath(Office.PATH);
    String binary =
        client
            .create()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath(Office.PATH + "/x-", new byte[] {0, (byte) 0xff});
    client
        .create()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath(
            Office.PATH + "/y-", "{\"name\":\" \",\"id\":\"q\"}".getBytes(StandardCharsets.UTF_8));
    client.create().forPath(Office.PATH + "/notes");
    Coordination process = zk.coordination();

    Leader leader = process.election(Office.ELECTION).leader().orElseThrow();

    assertThat(Office.PATH + "/" + leader.instance().id()).isEqualTo(binary);
    try (LeaderView view = process.election(Office.ELECTION).watch()) {
      assertThat(view.await(seen -> seen.candidates().size() == 2, Duration.ofSeconds(30)))
          .isTrue();
      assertThat(view.snapshot().leader()).contains(leader);
    }
    client.delete().forPath(Office.PATH + "/notes");
  }

  @Test
  void aChildThatIsNoCandidateIsNoChange() throws Exception {
    CuratorFramework client = zk.client();
    Coordination process = zk.coordination();
    office.stand(process, "a");
    office.awaitTerm();
    try (LeaderView view = process.election(Office.ELECTION).watch()) {
      assertThat(view.await(seen -> seen.candidates().size() == 1, Duration.ofSeconds(30)))
          .isTrue();
      long version = view.snapshot().version();

      client.create().forPath(Office.PATH + "/notes");
      new Office().stand(zk.coordination(), "b");

      assertThat(view.await(seen -> seen.candidates().size() == 2, Duration.ofSeconds(30)))
          .isTrue();
      assertThat(view.snapshot().version()).isEqualTo(version + 1);
    }
    client.delete().forPath(Office.PATH + "/notes");
  }

  @Test
  void aTermsLeaseGuardsTransactions() throws Exception {
    CuratorFramework client = zk.client();
    Candidacy candidacy = office.stand(zk.coordination(), "a");
    Term term = office.awaitTerm();
    client
        .transaction()
        .forOperations(
            CuratorCoordination.guard(term.lease()),
            client.transactionOp().create().forPath("/done"));

    assertThat(client.checkExists().forPath("/done")).isNotNull();
    client.delete().forPath("/done");
    candidacy.close();
  }
}
