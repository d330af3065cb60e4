package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.LeaseImpl;
import io.coord.curator.internal.engine.lock.Tenure;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tenure that goes on for longer than its first tokens last. The session timeout is 20 s. */
@Timeout(60)
class TokenRenewalTest {

  private static final int TOKENS_PER_WRITE = 4096;
  private static final LockOptions LINGERING =
      LockOptions.defaults().withLinger(Duration.ofMinutes(1));

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private LockHost host;

  @BeforeEach
  void connect() {
    host = zk.closing(LockHost.over(zk.client()));
  }

  private static Tenure tenure(Lease lease) {
    return ((LeaseImpl) lease).hold().tenure();
  }

  private OptionalLong renewed(Lease lease) throws Exception {
    CompletableFuture<OptionalLong> renewed = new CompletableFuture<>();
    QueueTenure tenure = (QueueTenure) tenure(lease);
    new TokenRenewal(host.connection, tenure.node(), renewed::complete).start();
    return renewed.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aTenureGoesOnWithTheTokensOfLaterWritesToItsNode() throws Exception {
    DistributedLock lock = host.lock("orders", LINGERING);
    lock.acquire().close();
    String node = zk.server().ephemerals().get(0);
    Awaitility.await().until(() -> zk.server().watchCount() == 2);
    RequestCounts before = zk.server().requests();

    long last = 0;
    for (int i = 0; i < 20 * TOKENS_PER_WRITE; i++) {
      try (Lease lease = lock.acquire()) {
        assertThat(lease.fencingToken()).isGreaterThan(last);
        last = lease.fencingToken();
      }
    }

    assertThat(zk.server().ephemerals()).containsExactly(node);
    assertThat(last / TOKENS_PER_WRITE)
        .isEqualTo(zk.server().stat(node).getCzxid() + 20)
        .isLessThanOrEqualTo(zk.server().stat(node).getMzxid());
    RequestCounts counted = zk.server().requests().since(before);
    assertThat(counted.of(OpCode.create2) + counted.of(OpCode.delete)).as("%s", counted).isZero();
    assertThat(counted.of(OpCode.setData)).as("%s", counted).isBetween(24L, 48L);
  }

  @Test
  void theTokensReachUpToTheLastWriteIfNobodyIsQueued() throws Exception {
    try (Lease lease = host.lock("orders").acquire()) {
      long mzxid = renewed(lease).orElseThrow();

      assertThat(mzxid).isEqualTo(zk.server().stat(tenure(lease).path()).getMzxid());
      assertThat(zk.server().data(tenure(lease).path()))
          .asString(StandardCharsets.UTF_8)
          .startsWith("label of");
    }
  }

  @Test
  void theLabelStaysReadableForAClientThatCompresses() throws Exception {
    CuratorFramework compressing =
        zk.clients().started(zk.clients().builder(zk.server().connectString()).enableCompression());
    LockHost compressed = zk.closing(LockHost.over(compressing));
    try (Lease lease = compressed.lock("orders").acquire()) {
      byte[] written = zk.server().data(tenure(lease).path());

      assertThat(renewed(lease)).isPresent();

      assertThat(zk.server().data(tenure(lease).path())).isEqualTo(written);
      assertThat(compressed.lock("orders").contenders())
          .singleElement()
          .satisfies(contender -> assertThat(contender.owner()).startsWith("label of"));
    }
  }

  @Test
  void whoIsQueuedMayHaveASmallerToken() throws Exception {
    try (Lease lease = host.lock("orders").acquire()) {
      zk.client()
          .create()
          .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
          .forPath("/locks/orders/them-lock-");

      assertThat(renewed(lease)).isEmpty();
    }
  }

  /** The handle that the client has by then would write the node, which is another session's. */
  @Test
  void anotherSessionWritesNothingForATenure() throws Exception {
    Lease lease = host.lock("orders").acquire();
    Tenure tenure = tenure(lease);
    Sessions.expire(host.client);
    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
    Awaitility.await().until(host.connection::isConnected);
    host.client.create().forPath(tenure.path());

    assertThat(renewed(lease)).isEmpty();

    assertThat(zk.server().stat(tenure.path()).getVersion()).isZero();
    host.client.delete().forPath(tenure.path());
  }

  @Test
  void aDisconnectedTenureGetsNoTokens() throws Exception {
    try (Lease lease = host.lock("orders").acquire()) {
      zk.server().stop();
      Awaitility.await().until(() -> !host.connection.isConnected());

      assertThat(renewed(lease)).isEmpty();
      zk.server().start();
    }
  }

  @Test
  void aTenureWhoseTokensAreRefusedEndsAndTheLockGoesOn() throws Exception {
    DistributedLock lock = host.lock("orders", LINGERING);
    long last = 0;
    for (int i = 0; i < 3 * TOKENS_PER_WRITE; i++) {
      try (Lease lease = lock.acquire()) {
        assertThat(lease.fencingToken()).isGreaterThan(last);
        last = lease.fencingToken();
        if (i == 0) {
          forbidWriting(tenure(lease).path());
        }
      }
    }
  }

  private static void forbidWriting(String path) throws Exception {
    zk.client().setACL().withACL(ZooDefs.Ids.READ_ACL_UNSAFE).forPath(path);
  }

  @Test
  void theOwnNodeIsStillWatchedAfterItWasWritten() throws Exception {
    Lease lease = host.lock("orders", LINGERING).acquire();
    Tenure tenure = tenure(lease);
    tenure.watchOwnNode();
    Awaitility.await().until(() -> zk.server().watchedPaths().contains(tenure.path()));

    zk.client().setData().forPath(tenure.path(), new byte[0]);
    Awaitility.await().until(() -> zk.server().watchedPaths().contains(tenure.path()));
    zk.client().delete().forPath(tenure.path());

    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
  }
}
