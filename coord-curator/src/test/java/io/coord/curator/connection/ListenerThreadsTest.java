package io.coord.curator.connection;

import static io.coord.curator.testing.Views.PATIENCE;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which threads call the application, and that it can hold up none of ours. */
@Timeout(120)
class ListenerThreadsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void noCodeOfTheApplicationRunsOnAThreadOfCuratorOrZooKeeper() throws Exception {
    CuratorFramework client = zk.client();
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    Told<ConnectionState> connection = new Told<>();
    Told<RegistrationState> registrationStates = new Told<>();
    Told<MembershipChange> changes = new Told<>();
    List<Thread> callers = new ArrayList<>();
    coordination.subscribe(connection::accept);
    coordination.registry().watch("servers", changes::accept);
    Registration registration = coordination.registry().register(server("a"));
    registration.subscribe((same, state) -> registrationStates.accept(state));
    registration.update(
        value -> {
          callers.add(Thread.currentThread());
          return value.toBuilder().port(1).build();
        });

    zk.server().expire(client.getZookeeperClient().getZooKeeper().getSessionId());
    registrationStates.await(
        all ->
            all.contains(RegistrationState.RESTORING)
                && registration.state() == RegistrationState.REGISTERED);
    connection.await(all -> all.contains(ConnectionState.LOST));
    changes.await(all -> all.stream().anyMatch(change -> change.snapshot().find("a").isPresent()));

    assertThat(callers).containsOnly(Thread.currentThread());
    assertThat(
            Stream.of(connection, registrationStates, changes)
                .flatMap(told -> told.threads().stream())
                .distinct())
        .isNotEmpty()
        .allMatch(name -> name.startsWith("coord-listener"));
  }

  @Test
  void blockedListenersOfEveryKindDelayNothing() throws Exception {
    CuratorFramework client = zk.client();
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(24);
    Registration registration = coordination.registry().register(server("a"));
    Membership view = coordination.registry().watch("servers");
    for (int i = 0; i < 8; i++) {
      coordination.subscribe(state -> block(blocked, goOn));
      registration.subscribe((same, state) -> block(blocked, goOn));
      view.subscribe(change -> block(blocked, goOn));
    }
    blocked.await();
    Told<ConnectionState> states = new Told<>();
    coordination.subscribe(states::accept);

    zk.server().expire(client.getZookeeperClient().getZooKeeper().getSessionId());

    states.await(
        all ->
            all.contains(ConnectionState.LOST)
                && all.get(all.size() - 1) == ConnectionState.CONNECTED);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> registration.state() == RegistrationState.REGISTERED);
    coordination.registry().register(server("b"));
    awaitIds(view, "a", "b");
    goOn.countDown();
  }

  @Test
  void closeDoesNotWaitForABlockedListener() throws Exception {
    Coordination coordination = zk.coordination();
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    coordination.registry().watch("servers", change -> block(blocked, goOn));
    blocked.await();

    coordination.close();

    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CLOSED);
    goOn.countDown();
  }

  private static void block(CountDownLatch blocked, CountDownLatch goOn) {
    blocked.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
