package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.internal.support.ScarceThreads;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.LeaderTask;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a process can have no new thread for a moment does no damage that outlasts the moment. */
class ScarceThreadsTest {

  private static final long MOMENT_MILLIS = 400;

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final ScarceThreads factory = new ScarceThreads();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> led = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void whicheverThreadCannotBeHadListenersLocksAndFuturesGoOn(int had) throws Exception {
    String name = "scarce-" + had;
    CuratorFramework admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath("/services/" + name);
    Coordination process = coordination();
    factory.refuseAfter(had);
    endTheScarcityInAMoment();

    process.registry().watch(name, this::record);
    admin.create().forPath("/services/" + name + "/m1");
    Lease lease = process.lock(name).acquire();
    CompletableFuture<Lease> next = process.lock(name).acquireAsync();
    lease.close();

    Awaitility.await().until(() -> told.contains("m1"));
    try (Lease second = next.get(30, TimeUnit.SECONDS)) {
      assertThat(second.state()).isEqualTo(LeaseState.HELD);
    }
    assertThat(zk.coordination().lock(name).tryAcquire(Duration.ofSeconds(20))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatIsHandedOverWhileNoThreadCanBeHadIsDoneAfterwards(int had) throws Exception {
    String name = "starved-" + had;
    CuratorFramework admin = zk.client();
    Coordination process = coordination();
    process.registry().watch(name, this::record);
    process.registry().register(instance(name, "m1"));
    Awaitility.await().until(() -> told.contains("m1"));
    Lease lease = process.lock(name).acquire();
    CompletableFuture<Lease> next = process.lock(name).acquireAsync();
    CompletableFuture<LeaseState> lost = new CompletableFuture<>();
    lease.subscribe((same, state) -> lost.complete(state));
    factory.awaitIdle(); // so that all that follows needs new threads
    factory.refuseAfter(had);

    admin.create().forPath("/services/" + name + "/m2");
    admin.delete().forPath("/services/" + name + "/m1"); // must be restored
    lease.close();
    zk.server().dropConnections();
    endTheScarcityInAMoment();

    Awaitility.await().until(() -> told.contains("m2"));
    Awaitility.await().until(() -> zk.server().stat("/services/" + name + "/m1") != null);
    assertThat(lost.get(30, TimeUnit.SECONDS)).isIn(LeaseState.RELEASED, LeaseState.SUSPECT);
    try (Lease second = next.get(30, TimeUnit.SECONDS)) {
      Awaitility.await().until(second::isHeld);
    }
    assertThat(zk.coordination().lock(name).tryAcquire(Duration.ofSeconds(20))).isPresent();
    admin.delete().forPath("/services/" + name + "/m2");
  }

  @Test
  void aLeaderThatGetsNoThreadGivesWayAndItsTaskBeginsNoLonger() throws Exception {
    Candidacy other = zk.coordination().election("scarce").stand(instance("s", "b"), lead("b"));
    Awaitility.await().until(() -> led.equals(List.of("b")));
    Candidacy starved = coordination().election("scarce").stand(instance("s", "a"), lead("a"));
    zk.awaitEphemerals(2);
    factory.awaitIdle();
    factory.refuse(true);

    other.stepDown();
    Awaitility.await().until(() -> starved.state() == CandidacyState.LEADING);
    Awaitility.await().until(() -> led.equals(List.of("b", "b")));
    factory.refuse(false);
    zk.awaitEphemerals(2);

    assertThat(starved.state()).isEqualTo(CandidacyState.WAITING);
    assertThat(led).as("the task of a term that is over").containsExactly("b", "b");
    other.stepDown();
    Awaitility.await().until(() -> led.equals(List.of("b", "b", "a")));
  }

  /** Leads until it is asked to stop. */
  private LeaderTask lead(String who) {
    return term -> {
      led.add(who);
      while (!term.awaitStop(Duration.ofMinutes(1))) {}
    };
  }

  @AfterEach
  void endTheScarcity() {
    factory.refuse(false);
  }

  private Coordination coordination() {
    return zk.closing(
        CoordinationFactory.connect(zk.builder(), new ThreadPools(ReplyThreads::include, factory)));
  }

  private void record(MembershipChange change) {
    change.joined().forEach(instance -> told.add(instance.id()));
  }

  private void endTheScarcityInAMoment() {
    CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> factory.refuse(false));
  }

  private static ServiceInstance instance(String service, String id) {
    return ServiceInstance.builder(service).id(id).address("10.0.0.1").port(1).build();
  }
}
