package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.LeaderElection;
import io.coord.election.LeaderTask;
import io.coord.election.LeaderView;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
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
  void aLeaderStandsAgainAfterItsSessionExpiredAndEverybodyFollows() throws Exception {
    ServiceInstance first = instance("first");
    ServiceInstance second = instance("second");
    BlockingQueue<Long> epochs = new LinkedBlockingQueue<>();
    List<ServiceInstance> seen = new CopyOnWriteArrayList<>();
    follow(other.election("scheduler"), seen::add);
    lead(coordination.election("scheduler"), first, epochs::add);
    long epoch = take(epochs);
    BlockingQueue<Long> others = new LinkedBlockingQueue<>();
    Candidacy candidacy = lead(other.election("scheduler"), second, others::add);
    zk.awaitEphemerals(2);

    Sessions.expire(client);
    assertThat(take(others)).isGreaterThan(epoch);
    epochs.clear();
    candidacy.close();

    assertThat(take(epochs)).isGreaterThan(epoch);
    await().untilAsserted(() -> assertThat(seen).endsWith(first).contains(second));
  }

  private static ServiceInstance instance(String id) {
    return ServiceInstance.builder("scheduler").id(id).address(id + ".example.com").build();
  }

  private static long take(BlockingQueue<Long> queue) throws InterruptedException {
    Long taken = queue.poll(30, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }

  private interface Step {
    void run(long epoch) throws Exception;
  }

  private static Candidacy lead(LeaderElection election, ServiceInstance self, Step step) {
    Candidacy candidacy =
        election.stand(
            self,
            term -> {
              while (!term.awaitStop(Duration.ofSeconds(1))) { // true: return now
                if (term.isLeading()) { // false while the connection is lost
                  step.run(term.epoch());
                }
              }
            });
    return candidacy;
  }

  private static LeaderView follow(LeaderElection election, Consumer<ServiceInstance> connectTo) {
    LeaderView view =
        election.watch(
            seen -> seen.leader().ifPresent(leader -> connectTo.accept(leader.instance())));
    return view;
  }

  private interface Components extends AutoCloseable {}

  private static LeaderTask keepRunning(LongFunction<Components> start) {
    return term -> {
      try (Components running = start.apply(term.epoch())) {
        while (!term.awaitStop(Duration.ofMinutes(1))) {}
      }
    };
  }

  @Test
  void componentsRunForOneTerm() throws Exception {
    BlockingQueue<Long> events = new LinkedBlockingQueue<>();
    Candidacy candidacy =
        coordination
            .election("scheduler")
            .stand(
                instance("first"),
                keepRunning(
                    epoch -> {
                      events.add(epoch);
                      return () -> events.add(-epoch);
                    }));
    long epoch = take(events);
    assertThat(events).isEmpty();

    candidacy.close();

    assertThat(events).containsExactly(-epoch);
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
