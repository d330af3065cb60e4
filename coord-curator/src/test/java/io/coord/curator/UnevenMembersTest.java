package io.coord.curator;

import static io.coord.curator.testing.Views.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.contract.Told;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Large members behind small ones: their size is not known before they are read. */
@Timeout(90)
class UnevenMembersTest {

  private static final String SERVICE = "/services/servers";
  private static final int JUTE_MAXBUFFER = 64 * 1024;
  private static final int SMALL = 30;
  private static final int LARGE = 40;
  private static final int MANY = 300;
  private static final int LARGE_BYTES = 4000;

  @RegisterExtension
  static final ZkTest zk = new ZkTest(2500); // Curator is not to give up a session

  @Test
  void aFreshReadComesDownToASizeThatFitsBeforeItIsGivenUp() throws Exception {
    CuratorFramework admin = zk.client();
    for (int i = 0; i < SMALL; i++) {
      admin.create().creatingParentsIfNeeded().forPath(SERVICE + "/a%02d".formatted(i));
    }
    for (int i = 0; i < MANY; i++) {
      admin.create().forPath(SERVICE + "/b%03d".formatted(i), new byte[LARGE_BYTES]);
    }
    Coordination coordination =
        zk.closing(
            CuratorCoordination.over(
                zk.clients()
                    .startedWithJuteMaxBuffer(zk.server().connectString(), JUTE_MAXBUFFER)));

    assertThat(coordination.registry().instances("servers")).hasSize(SMALL + MANY);
    admin.delete().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @Test
  void anAnswerThatWasTooLargeIsAskedForInSmallerPiecesAndNotTwice() throws Exception {
    CuratorFramework admin = zk.client();
    for (int i = 0; i < SMALL; i++) {
      admin.create().creatingParentsIfNeeded().forPath(SERVICE + "/a%02d".formatted(i));
    }
    for (int i = 0; i < LARGE; i++) {
      admin.create().forPath(SERVICE + "/b%02d".formatted(i), new byte[LARGE_BYTES]);
    }
    TcpProxy proxy = zk.proxy();
    Coordination coordination =
        zk.closing(
            CuratorCoordination.over(
                zk.clients().startedWithJuteMaxBuffer(proxy.connectString(), JUTE_MAXBUFFER)));
    Told<ConnectionState> states = new Told<>();
    coordination.subscribe(states::accept);

    Membership view = coordination.registry().watch("servers");

    await(view, seen -> !seen.stale());
    assertThat(view.snapshot().instances()).hasSize(SMALL + LARGE);
    // Suspended, or nothing was tested; and the listener may be told of it after the view is there.
    Awaitility.await()
        .during(Duration.ofSeconds(1))
        .until(
            states::events,
            all ->
                all.contains(ConnectionState.SUSPENDED)
                    && all.get(all.size() - 1) == ConnectionState.CONNECTED);
    int soFar = states.events().size();

    proxy.cut();
    await(view, seen -> seen.stale());
    proxy.restore();
    await(view, seen -> !seen.stale());

    assertThat(view.snapshot().instances()).hasSize(SMALL + LARGE);
    assertThat(states.awaitCount(soFar + 2)).hasSize(soFar + 2);
    admin.delete().deletingChildrenIfNeeded().forPath(SERVICE);
  }
}
