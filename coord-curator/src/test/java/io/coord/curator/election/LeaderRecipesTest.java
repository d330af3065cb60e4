package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Curator's recipes give up where a candidacy stands again (hazard E5). */
@Timeout(120)
class LeaderRecipesTest {

  private static final String PATH = "/app/refused";

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  @Test
  void aLatchThatWasRefusedStandsNoMoreEvenOnceItIsPermitted() throws Exception {
    CuratorFramework admin = zk.admin();
    admin
        .create()
        .creatingParentsIfNeeded()
        .withACL(
            List.of(new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE), new ACL(Perms.ALL, Ids.AUTH_IDS)))
        .forPath(PATH);
    try (CapturedLog log = CapturedLog.start();
        LeaderLatch latch = new LeaderLatch(zk.client(), PATH, "refused")) {
      latch.start();
      await().untilAsserted(() -> assertThat(log.lines("failed (rc = -102)")).hasSize(1));

      admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath(PATH);

      assertThat(latch.await(2, TimeUnit.SECONDS)).isFalse();
      assertThat(admin.getChildren().forPath(PATH)).isEmpty();
    }
  }

  @Test
  void aSelectorWhoseLeaderThrowsDoesNotSaySoAndStandsNoMore() throws Exception {
    try (CapturedLog log = CapturedLog.start();
        LeaderSelector selector =
            new LeaderSelector(
                zk.client(),
                "/app/throwing",
                new LeaderSelectorListenerAdapter() {
                  @Override
                  public void takeLeadership(CuratorFramework leading) {
                    throw new IllegalStateException("thrown by a test's leader");
                  }
                })) {
      selector.start();

      await().until(selector::requeue); // true if it did not stand any more

      assertThat(log.lines("thrown by a test's leader")).isEmpty();
    }
  }
}
