package io.coord.curator.membership;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.lab.Ensemble;
import io.coord.registry.Membership;
import io.coord.registry.MembershipSnapshot;
import io.coord.test.internal.Clients;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that lags behind its leader goes on answering reads. A view that is opened there does
 * not call fresh what was committed away before (hazard M14).
 */
class LaggingViewTest {

  private static final Duration SESSION = Duration.ofSeconds(60);

  @Test
  @Timeout(240)
  void aViewIsNotFreshBeforeItsServerHasCaughtUp() throws Exception {
    try (Ensemble ensemble = Ensemble.start(3, 500, 120);
        Clients clients = new Clients((int) SESSION.toMillis())) {
      int follower = ensemble.awaitFollower();
      CuratorFramework admin = clients.connected(ensemble.connectString(ensemble.awaitLeader()));
      CuratorFramework behind = clients.connected(ensemble.connectString(follower));
      CuratorFramework control = clients.connected(ensemble.connectString(follower));
      admin.create().creatingParentsIfNeeded().forPath("/services/servers/old");
      behind.sync().forPath("/services/servers");
      try (Coordination coordination = CuratorCoordination.over(behind)) {
        assertThat(ids(coordination.registry().instances("servers"))).containsExactly("old");
        ensemble.isolate(follower);
        admin.create().forPath("/services/servers/new");
        admin.delete().forPath("/services/servers/old");

        Membership view = coordination.registry().watch("servers");
        Queue<List<String>> fresh = new ConcurrentLinkedQueue<>();
        view.subscribe(change -> note(change.snapshot(), fresh));
        Awaitility.await()
            .during(Duration.ofSeconds(3))
            .atMost(Duration.ofSeconds(20))
            .until(() -> view.snapshot().stale());
        // The server is there, and whoever does not let it catch up is told what was so before.
        assertThat(control.getChildren().forPath("/services/servers")).containsExactly("old");
        ensemble.heal(follower);

        awaitIds(view, "new");
        assertThat(fresh).allSatisfy(seen -> assertThat(seen).containsExactly("new"));
      }
    }
  }

  private static void note(MembershipSnapshot seen, Queue<List<String>> fresh) {
    if (!seen.stale()) {
      fresh.add(ids(seen.instances()));
    }
  }
}
