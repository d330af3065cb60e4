package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.Views;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Sessions;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service of 10,000 members. */
@Timeout(240)
class LargeMembershipTest {

  private static final int MEMBERS = 10_000;
  private static final int MOST_REQUESTS_OF_A_FIRST_LOAD = 300; // 256 nodes tell how large they are
  private static final int MOST_REQUESTS_OF_A_LOAD = 16;

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  @Test
  void isLoadedInFewRequestsAndAfterAReconnectToo() throws Exception {
    createMembers(zk.client(), "m", MEMBERS);
    TcpProxy proxy = zk.proxy();
    Coordination coordination = zk.coordination(proxy);

    RequestCounts before = zk.server().requests();
    Membership view = coordination.registry().watch("servers");
    await(view, seen -> !seen.stale());
    RequestCounts load = zk.server().requests().since(before);

    assertThat(view.snapshot().instances()).hasSize(MEMBERS);
    assertThat(load.total())
        .as("requests: %s", load)
        .isLessThanOrEqualTo(MOST_REQUESTS_OF_A_FIRST_LOAD);

    proxy.cut();
    await(view, seen -> seen.stale());
    before = zk.server().requests();
    proxy.restore();
    await(view, seen -> !seen.stale());
    RequestCounts reload = zk.server().requests().since(before);

    assertThat(view.snapshot().instances()).hasSize(MEMBERS);
    assertThat(reload.total())
        .as("requests: %s", reload)
        .isLessThanOrEqualTo(MOST_REQUESTS_OF_A_LOAD);
  }

  @Test
  void aJoinCostsAtMostTwoSmallReads() throws Exception {
    CuratorFramework admin = zk.client();
    createMembers(admin, "m", MEMBERS);
    Membership view = zk.coordination().registry().watch("servers");
    await(view, seen -> !seen.stale() && seen.instances().size() == MEMBERS);
    // An answer is counted after it was sent, and before the next one is.
    admin.checkExists().forPath("/");
    RequestCounts before = zk.server().requests();

    admin.create().withMode(CreateMode.EPHEMERAL).forPath("/services/servers/x", payload());
    await(view, seen -> seen.find("x").isPresent());

    RequestCounts join = zk.server().requests().since(before);
    long reads = join.total() - join.of(OpCode.create) - join.of(OpCode.create2);
    assertThat(reads).as("requests: %s", join).isLessThanOrEqualTo(2);
    assertThat(join.replyBytes()).isLessThan(2000);
  }

  @Test
  void aThousandThatLeaveAtOnceAreGoneAndTheOthersStay() throws Exception {
    createMembers(zk.client(), "stay", 1000);
    CuratorFramework dying = zk.client();
    createMembers(dying, "leave", 1000);
    Told<MembershipChange> told = new Told<>();
    Membership view = zk.coordination().registry().watch("servers");
    await(view, seen -> !seen.stale() && seen.instances().size() == 2000);
    view.subscribe(told::accept);
    told.awaitCount(1);

    Sessions.expire(dying);

    await(view, seen -> !seen.stale() && seen.instances().size() == 1000);
    assertThat(ids(view.snapshot().instances())).allMatch(id -> id.startsWith("stay"));
    told.await(all -> all.stream().mapToInt(change -> change.left().size()).sum() == 1000);
    assertThat(told.events().stream().skip(1)).allMatch(change -> change.joined().isEmpty());
  }

  @Test
  void allRegistrationsOfOneProcessAreThereAndComeBackAfterItsSessionsEnd() throws Exception {
    Coordination coordination = zk.coordination();
    ServiceRegistry registry = coordination.registry();
    Membership view = zk.coordination().registry().watch("servers");
    List<CompletableFuture<Void>> registering = new ArrayList<>();
    int threads = 10;
    for (int thread = 0; thread < threads; thread++) {
      int first = thread;
      registering.add(
          CompletableFuture.runAsync(
              () -> register(registry, first, threads), task -> new Thread(task).start()));
    }
    for (CompletableFuture<Void> each : registering) {
      each.get(60, TimeUnit.SECONDS);
    }
    await(view, seen -> !seen.stale() && seen.instances().size() == MEMBERS);
    Stat one = zk.server().stat("/services/servers/" + id(0));
    Told<MembershipChange> told = new Told<>();
    view.subscribe(told::accept);
    told.awaitCount(1);

    zk.server().expire(one.getEphemeralOwner());

    told.await(all -> all.stream().anyMatch(change -> !change.left().isEmpty()));
    assertThat(
            view.await(
                seen ->
                    !seen.stale()
                        && seen.instances().size() == MEMBERS
                        && zk.server().ephemerals().size() == MEMBERS,
                Duration.ofSeconds(90)))
        .isTrue();
    assertThat(zk.server().ephemerals()).hasSize(MEMBERS);
    assertThat(registry.instances("servers")).isEqualTo(view.snapshot().instances());
  }

  private static void register(ServiceRegistry registry, int first, int step) {
    try {
      for (int i = first; i < MEMBERS; i += step) {
        registry.register(Views.server(id(i)));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String id(int number) {
    return "id-%05d".formatted(number);
  }

  private static void createMembers(CuratorFramework client, String prefix, int count)
      throws Exception {
    CountDownLatch created = new CountDownLatch(count);
    client.createContainers("/services/servers");
    for (int i = 0; i < count; i++) {
      client
          .create()
          .withMode(CreateMode.EPHEMERAL)
          .inBackground((same, event) -> created.countDown())
          .forPath("/services/servers/" + prefix + "-%05d".formatted(i), payload());
    }
    assertThat(created.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static byte[] payload() {
    return "x".repeat(200).getBytes(StandardCharsets.UTF_8);
  }
}
