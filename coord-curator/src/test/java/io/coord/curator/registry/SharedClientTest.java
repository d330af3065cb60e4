package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static io.coord.registry.RegistrationState.REGISTERED;
import static io.coord.registry.RegistrationState.REPLACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.RequestCounts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two registrations of one id in one session: the session does not tell whose the node is, and
 * still there is one owner, and whoever fails takes nothing of the other's along.
 */
@Timeout(60)
class SharedClientTest {

  private static final String PATH = "/services/servers/a";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private Coordination one;
  private Coordination other;

  @BeforeEach
  void openTwoOnOneClient() {
    CuratorFramework client = zk.client();
    one = zk.closing(CuratorCoordination.over(client));
    other = zk.closing(CuratorCoordination.over(client));
  }

  @RepeatedTest(20)
  void ofTwoThatTakeOverANodeAtOnceOneWinsAndItsUpdateIsOneWrite() throws Exception {
    CuratorFramework crashed = zk.client();
    crashed
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(PATH);
    CyclicBarrier together = new CyclicBarrier(2);
    CompletableFuture<Registration> first = registering(one, together);
    CompletableFuture<Registration> second = registering(other, together);
    List<Registration> both =
        List.of(first.get(20, TimeUnit.SECONDS), second.get(20, TimeUnit.SECONDS));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(both)
                    .extracting(Registration::state)
                    .containsExactlyInAnyOrder(REGISTERED, REPLACED));
    Registration winner = in(both, REGISTERED);
    RequestCounts before = zk.server().requests();
    winner.update(value -> value.toBuilder().port(1).build());
    assertThat(one.registry().instances("servers")).containsExactly(winner.instance());
    assertThat(other.registry().instances("servers")).containsExactly(winner.instance());
    RequestCounts since = zk.server().requests().since(before);

    assertThat(since.of(OpCode.setData)).as("requests: %s", since).isEqualTo(1);
    assertThat(both)
        .extracting(Registration::state)
        .containsExactlyInAnyOrder(REGISTERED, REPLACED);
    in(both, REPLACED).close();
    assertThat(zk.server().stat(PATH)).isNotNull();
    winner.close();
    assertThat(zk.server().stat(PATH)).isNull();
  }

  @Test
  void aRegisterOfTheOtherThatIsRefusedLeavesTheLiveOneAlone() throws Exception {
    assertARefusedRegisterLeavesTheLiveOneAlone(one, other);
  }

  @Test
  void aSecondRegisterThatIsRefusedLeavesTheFirstAlone() throws Exception {
    assertARefusedRegisterLeavesTheLiveOneAlone(one, one);
  }

  private static void assertARefusedRegisterLeavesTheLiveOneAlone(
      Coordination holder, Coordination newcomer) throws Exception {
    Registration live = holder.registry().register(server("a"));
    Stat own = zk.server().stat(PATH);
    CuratorFramework admin = zk.client();
    int allButCreate = Perms.ALL & ~Perms.CREATE;
    admin
        .setACL()
        .withACL(List.of(new ACL(allButCreate, Ids.ANYONE_ID_UNSAFE)))
        .forPath("/services/servers");
    try {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> newcomer.registry().register(server("a")));

      live.update(value -> value.toBuilder().port(1).build());
      assertThat(live.state()).isEqualTo(REGISTERED);
      assertThat(zk.server().stat(PATH).getCzxid()).isEqualTo(own.getCzxid());
      live.close();
      assertThat(zk.server().stat(PATH)).isNull();
    } finally {
      admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath("/services/servers");
    }
  }

  private static CompletableFuture<Registration> registering(
      Coordination coordination, CyclicBarrier together) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            together.await(60, TimeUnit.SECONDS);
            return coordination.registry().register(server("a"));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static Registration in(List<Registration> all, RegistrationState state) {
    return all.stream().filter(each -> each.state() == state).findAny().orElseThrow();
  }
}
