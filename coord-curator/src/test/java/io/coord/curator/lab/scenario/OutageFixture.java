package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.Time;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A process with a lease, a registration and a view when the servers go. Servers that start give
 * every session its timeout anew.
 */
abstract class OutageFixture {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofSeconds(4);
  static final String INSTANCE = "/services/servers/a";

  /** What a busy machine may need in addition. */
  static final Duration MARGIN = Duration.ofSeconds(6);

  /** Whose client it is. */
  enum Client {
    MADE,
    BROUGHT
  }

  final Told<ConnectionState> connection = new Told<>();
  final Told<LeaseState> leaseStates = new Told<>();
  final Told<RegistrationState> registrationStates = new Told<>();
  final Told<MembershipChange> changes = new Told<>();
  Membership view;
  Coordination coordination;
  Lease lease;
  Registration registration;

  final void hold(Client whose, String servers, Duration timeout) throws Exception {
    view = connect(LONG).registry().watch("servers");
    coordination =
        switch (whose) {
          case MADE -> zk.closing(zk.builder(servers).sessionTimeout(timeout).connect());
          case BROUGHT -> zk.closing(CuratorCoordination.over(brought(servers, timeout)));
        };
    lease = coordination.lock("orders").acquire();
    lease.subscribe((same, state) -> leaseStates.accept(state));
    registration = coordination.registry().register(server("a"));
    registration.subscribe((same, state) -> registrationStates.accept(state));
    coordination.subscribe(connection::accept);
    awaitIds(view, "a");
    view.subscribe(changes::accept);
    changes.awaitCount(1);
  }

  /** As docs/connecting.md recommends. */
  private static CuratorFramework brought(String servers, Duration timeout) throws Exception {
    CuratorFramework client =
        zk.clients()
            .started(
                CuratorFrameworkFactory.builder()
                    .connectString(servers)
                    .sessionTimeoutMs((int) timeout.toMillis())
                    .retryPolicy(new ExponentialBackoffRetry(100, 3))
                    .ensembleTracker(false)
                    .runSafeService(Runnable::run)); // Curator's own thread outlives the client
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    return client;
  }

  static Coordination connect(Duration timeout) {
    return zk.closing(zk.builder().sessionTimeout(timeout).connect());
  }

  /** Until that part of the timeout has passed since that moment. */
  static void sleep(double part, Duration timeout, long moment) throws InterruptedException {
    Time.passUntil(moment + (long) (part * timeout.toNanos()));
  }

  static Duration since(long moment) {
    return Duration.ofNanos(System.nanoTime() - moment);
  }
}
