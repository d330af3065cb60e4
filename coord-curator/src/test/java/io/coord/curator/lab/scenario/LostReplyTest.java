package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request is executed, its reply is lost with the connection, and whoever asked goes on as if it
 * had come: one node, never two, and none that nobody knows of.
 */
@Timeout(120)
class LostReplyTest {

  private static final String MEMBER = "/services/servers/a";

  /** Reconnecting takes up to a second, and must be done in a third of the session timeout (C2). */
  @RegisterExtension static final ZkTest zk = new ZkTest(1_500);

  private TcpProxy proxy;
  private Coordination coordination;

  @BeforeEach
  void connectByWayOfTheProxy() {
    proxy = zk.proxy();
    coordination = zk.coordination(proxy);
  }

  @ParameterizedTest
  @ValueSource(ints = {OpCode.create2, OpCode.getChildren2})
  void aLockIsGrantedOnOneNodeThoughTheReplyToItsContenderIsLost(int kind) throws Exception {
    ReplyFault reply = proxy.loseReply(kind);

    Lease lease = coordination.lock("orders").acquire();

    reply.await();
    assertThat(zk.server().ephemerals()).hasSize(1);
    Stat contender = zk.server().stat(zk.server().ephemerals().get(0));
    assertThat(lease.fencingToken() >> 12).as("czxid").isEqualTo(contender.getCzxid());
    assertThat(lease.verify()).isTrue();
    CompletableFuture<Lease> next = zk.coordination().lock("orders").acquireAsync();
    zk.awaitEphemerals(2);
    assertThat(next).isNotDone();
    lease.close();
    Lease theirs = next.get(30, TimeUnit.SECONDS);
    assertThat(theirs.fencingToken()).isGreaterThan(lease.fencingToken());
    theirs.close();
    zk.awaitEphemerals(0);
  }

  @Test
  void aWaiterStandsInTheQueueOnceThoughTheReplyToItsContenderIsLost() throws Exception {
    Lease first = zk.coordination().lock("orders").acquire();
    RequestCounts before = zk.server().requests();
    ReplyFault reply = proxy.loseReply(OpCode.create2);

    CompletableFuture<Lease> next = coordination.lock("orders").acquireAsync();

    reply.await();
    Awaitility.await()
        .until(() -> zk.server().requests().since(before).of(OpCode.getChildren2) > 0);
    assertThat(zk.server().ephemerals()).hasSize(2);
    first.close();
    Lease granted = next.get(30, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).hasSize(1);
    assertThat(granted.fencingToken() >> 12)
        .isEqualTo(zk.server().stat(zk.server().ephemerals().get(0)).getCzxid());
    granted.close();
  }

  @Test
  void aLockIsFreeThoughTheReplyToItsReleaseIsLost() throws Exception {
    Lease lease = coordination.lock("orders").acquire();
    ReplyFault reply = proxy.loseReply(OpCode.delete);

    lease.close();

    reply.await();
    try (Lease next = zk.coordination().lock("orders").acquire()) {
      // What the first one still sends is worked off before this is granted.
      coordination.lock("others").acquire().close();
      assertThat(next.verify()).isTrue();
    }
  }

  @Test
  void aLeaseIsHeldAgainThoughTheReplyToItsProofIsLost() throws Exception {
    Lease lease = coordination.lock("orders").acquire();

    ReplyFault reply = proxy.loseReply(OpCode.multi);

    reply.await();
    Awaitility.await().until(lease::isHeld);
    assertThat(lease.verify()).isTrue();
    lease.close();
  }

  @Test
  void aRegistrationIsThereOnceThoughTheReplyToItsCreationIsLost() throws Exception {
    Membership view = zk.coordination().registry().watch("servers");
    ReplyFault reply = proxy.loseReply(OpCode.create2);

    Registration registration = coordination.registry().register(server("a"));

    reply.await();
    Stat node = zk.server().stat(MEMBER);
    awaitIds(view, "a");
    awaitRegistered(registration);
    registration.update(value -> value.toBuilder().port(1).build());
    assertThat(zk.server().stat(MEMBER).getCzxid()).as("created once").isEqualTo(node.getCzxid());
    registration.close();
    awaitGone();
    assertThat(zk.server().ephemerals()).isEmpty();
  }

  @Test
  void aRegistrationTakesOverANodeOnceThoughTheReplyToTheTransactionIsLost() throws Exception {
    CuratorFramework crashed = zk.client();
    crashed
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(MEMBER);
    ReplyFault reply = proxy.loseReply(OpCode.multi);

    Registration registration = coordination.registry().register(server("a"));

    reply.await();
    Stat node = zk.server().stat(MEMBER);
    crashed.close();
    awaitRegistered(registration);
    registration.update(value -> value.toBuilder().port(1).build());
    assertThat(zk.server().stat(MEMBER).getCzxid()).isEqualTo(node.getCzxid());
    registration.close();
    awaitGone();
  }

  /** It need not be gone at once if close has still been told that there is no connection. */
  private static void awaitGone() {
    Awaitility.await().until(() -> zk.server().stat(MEMBER) == null);
  }

  /** The news of the lost connection may come when the reply that was lost has been made up for. */
  private static void awaitRegistered(Registration registration) {
    Awaitility.await().until(() -> registration.state() == RegistrationState.REGISTERED);
  }

  @Test
  void anUpdateIsWrittenThoughItsReplyIsLost() throws Exception {
    Registration registration = coordination.registry().register(server("a"));
    ReplyFault reply = proxy.loseReply(OpCode.setData);

    registration.update(value -> value.toBuilder().port(81).build());

    reply.await();
    assertThat(registration.instance().port()).isEqualTo(81);
    assertThat(coordination.registry().instances("servers"))
        .containsExactly(registration.instance());
    registration.close();
    awaitGone();
  }
}
