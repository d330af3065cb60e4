package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Large members that none of those is like that were read first: nobody says how large they are.
 */
@Timeout(90)
class UnevenMembersTest {

  private static final String SERVICE = "/services/servers";
  private static final int JUTE_MAXBUFFER = 64 * 1024;
  private static final int MEMBERS = 600;
  private static final int SAMPLE = 256;
  private static final int LARGE_BYTES = 4000;

  @RegisterExtension
  static final ZkTest zk = new ZkTest(2500); // Curator is not to give up a session

  private CuratorFramework admin;

  /** As adverse as can be: exactly those that are read first, to learn of sizes, are small. */
  @BeforeEach
  void createMembers() throws Exception {
    admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath(SERVICE);
    Set<Integer> small =
        IntStream.range(0, SAMPLE).mapToObj(i -> i * MEMBERS / SAMPLE).collect(Collectors.toSet());
    for (int i = 0; i < MEMBERS; i++) {
      int bytes = small.contains(i) ? 10 : LARGE_BYTES;
      admin.create().forPath(SERVICE + "/m%03d".formatted(i), new byte[bytes]);
    }
  }

  @AfterEach
  void deleteAll() throws Exception {
    admin.delete().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @Test
  void aFreshReadTriesSmallerBatchesBeforeItFails() throws Exception {
    Coordination coordination =
        zk.closing(
            CuratorCoordination.over(
                zk.clients()
                    .startedWithJuteMaxBuffer(zk.server().connectString(), JUTE_MAXBUFFER)));

    assertThat(coordination.registry().instances("servers")).hasSize(MEMBERS);
  }

  @Test
  void membersWhoseReplyWasTooLargeAreReadInSmallerBatchesAndNotTwice() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination coordination =
        zk.closing(
            CuratorCoordination.over(
                zk.clients().startedWithJuteMaxBuffer(proxy.connectString(), JUTE_MAXBUFFER)));
    Told<ConnectionState> states = new Told<>();
    coordination.subscribe(states::accept);

    Membership view = coordination.registry().watch("servers");

    await(view, seen -> !seen.stale());
    assertThat(view.snapshot().instances()).hasSize(MEMBERS);
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

    assertThat(view.snapshot().instances()).hasSize(MEMBERS);
    assertThat(states.awaitCount(soFar + 2)).hasSize(soFar + 2);
  }
}
