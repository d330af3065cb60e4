package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.Sessions;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.BadVersionException;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/choosing.md, and that it does what is said there. */
@Timeout(60)
class ChoosingTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  private CuratorFramework client;
  private Coordination coordination;
  private Coordination other;

  @BeforeEach
  void connect() {
    client = zk.client();
    coordination = zk.closing(CuratorCoordination.over(client));
    other = zk.closing(CuratorCoordination.over(zk.client()));
  }

  @Test
  void aLeaderWorksUntilItsLeaseIsNoLongerHeld() throws Exception {
    DistributedLock lock = coordination.lock("leader");
    AtomicInteger steps = new AtomicInteger();

    lead(
        lock,
        token -> {
          if (steps.incrementAndGet() == 1) {
            Sessions.expire(client);
          }
        });

    assertThat(steps.get()).isPositive();
    other.lock("leader").acquire().close();
  }

  private interface Step {
    void run(long fencingToken) throws Exception;
  }

  private static void lead(DistributedLock lock, Step step) throws Exception {
    try (Lease lease = lock.acquire()) {
      while (lease.isHeld()) { // also false after a long pause, before any event arrives
        step.run(lease.fencingToken());
      }
    }
  }

  @Test
  void whoComesSecondLeavesTheWorkToTheFirst() throws Exception {
    List<String> done = new ArrayList<>();
    try (Lease theirs = other.lock("cleanup").acquire()) {
      cleanUpUnlessSomebodyDoes(() -> done.add("while " + theirs.lockName() + " is held"));
    }
    cleanUpUnlessSomebodyDoes(() -> done.add("afterwards"));

    assertThat(done).containsExactly("afterwards");
  }

  private void cleanUpUnlessSomebodyDoes(Runnable cleanUp) throws InterruptedException {
    Optional<Lease> turn = coordination.lock("cleanup").tryAcquire();
    if (turn.isPresent()) {
      try (Lease lease = turn.get()) {
        cleanUp.run();
      }
    }
  }

  @Test
  void workBeginsWhenEnoughServersAreThere() throws Exception {
    try (Membership servers = coordination.registry().watch("servers")) {
      assertThat(
              servers.await(
                  view -> !view.stale() && view.instances().size() >= 2, Duration.ofMillis(200)))
          .isFalse();

      other.registry().register(ServiceInstance.builder("servers").id("a").build());
      other.registry().register(ServiceInstance.builder("servers").id("b").build());

      assertThat(
              servers.await(
                  view -> !view.stale() && view.instances().size() >= 2, Duration.ofMinutes(1)))
          .isTrue();
    }
  }

  @Test
  void aVersionIsEnoughWhereOneNodeIsAllThatChanges() throws Exception {
    client.create().creatingParentsIfNeeded().forPath("/orders/next", bytes("1"));
    Stat seen = new Stat();
    String before = text(client.getData().storingStatIn(seen).forPath("/orders/next"));
    byte[] after = bytes(before + "1");
    client.setData().withVersion(seen.getVersion()).forPath("/orders/next", after);

    assertThatThrownBy(
            () -> client.setData().withVersion(seen.getVersion()).forPath("/orders/next", after))
        .isInstanceOf(BadVersionException.class);
    client.delete().deletingChildrenIfNeeded().forPath("/orders");
  }

  @Test
  void aGuardedWriteIsRefusedOnceTheLeaseIsLost() throws Exception {
    client.create().creatingParentsIfNeeded().forPath("/orders/next", bytes("1"));
    Lease lease = coordination.lock("orders").acquire();

    guardedWrite(lease, bytes("2"));
    Sessions.expire(client);
    await().until(() -> lease.state() == LeaseState.LOST);
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> guardedWrite(lease, bytes("3"))).isInstanceOf(NoNodeException.class);
    assertThat(text(client.getData().forPath("/orders/next"))).isEqualTo("2");
    lease.close();
    client.delete().deletingChildrenIfNeeded().forPath("/orders");
  }

  private void guardedWrite(Lease lease, byte[] data) throws Exception {
    client
        .transaction()
        .forOperations(
            CuratorCoordination.guard(lease),
            client.transactionOp().setData().forPath("/orders/next", data));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
