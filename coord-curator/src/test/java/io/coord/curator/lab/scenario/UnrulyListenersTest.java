package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.PATIENCE;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.Told;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners of every kind block or throw while the server restarts and the session ends. */
@Timeout(180)
class UnrulyListenersTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void lockRegistryAndTheOtherListenersGoOn() throws Exception {
    CuratorFramework client = zk.client();
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    Lease lease = coordination.lock("orders").acquire();
    Registration registration = coordination.registry().register(server("a"));
    Membership view = coordination.registry().watch("servers");
    awaitIds(view, "a");
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 4; i++) {
        boolean blocks = i % 2 == 0;
        coordination.subscribe(state -> misbehave(blocks));
        lease.subscribe((same, state) -> misbehave(blocks));
        registration.subscribe((same, state) -> misbehave(blocks));
        view.subscribe(change -> misbehave(blocks));
      }
      Told<ConnectionState> connection = new Told<>();
      Told<LeaseState> leases = new Told<>();
      Told<RegistrationState> registrations = new Told<>();
      coordination.subscribe(connection::accept);
      lease.subscribe((same, state) -> leases.accept(state));
      registration.subscribe((same, state) -> registrations.accept(state));

      zk.server().restart();

      leases.await(
          all -> all.contains(LeaseState.SUSPECT) && all.get(all.size() - 1) == LeaseState.HELD);
      registrations.await(
          all ->
              all.contains(RegistrationState.SUSPECT)
                  && all.get(all.size() - 1) == RegistrationState.REGISTERED);
      zk.server().expire(client.getZookeeperClient().getZooKeeper().getSessionId());
      leases.await(all -> all.contains(LeaseState.LOST));
      connection.await(
          all ->
              all.contains(ConnectionState.LOST)
                  && all.get(all.size() - 1) == ConnectionState.CONNECTED);
      registrations.await(
          all ->
              all.contains(RegistrationState.RESTORING)
                  && all.get(all.size() - 1) == RegistrationState.REGISTERED);
      awaitIds(view, "a");
      lease.close();
      Lease next = coordination.lock("orders").tryAcquire(PATIENCE).orElseThrow();
      assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
      next.close();
      Awaitility.await().until(() -> log.lines("thrown by a test").size() >= 4);
    } finally {
      goOn.countDown();
    }
  }

  private void misbehave(boolean block) {
    if (!block) {
      throw new IllegalStateException("thrown by a test");
    }
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
