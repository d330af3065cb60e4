package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.lab.Ensemble;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.Clients;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Of three servers some are killed or cut off from the others. The sessions outlive it, and so do
 * lease, registration and view: the lease is in doubt meanwhile and held again, with its token.
 */
@Timeout(400)
class EnsembleFaultsTest {

  /** An election is over long before it has passed, on any machine. */
  private static final Duration SESSION = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String MEMBER = "/services/servers/a";

  private static Ensemble ensemble;

  private Coordination coordination;
  private Coordination rivals;
  private CompletableFuture<Lease> rival;
  private final Clients clients = new Clients((int) SESSION.toMillis());
  private final Told<LeaseState> states = new Told<>();
  private final Told<MembershipChange> changes = new Told<>();

  private Lease lease;
  private Registration registration;
  private Stat member;

  @BeforeAll
  static void start() {
    ensemble = Ensemble.start(3, 500, 4);
  }

  @AfterAll
  static void end() {
    ensemble.close();
  }

  @BeforeEach
  void allServe() {
    ensemble.awaitServing();
  }

  @AfterEach
  void close() {
    for (int i = 0; i < ensemble.size(); i++) {
      ensemble.heal(i);
      if (!ensemble.isUp(i)) {
        ensemble.start(i);
      }
    }
    coordination.close();
    rivals.close();
    clients.close();
    NoLeaks.ofThreadsAndClients();
  }

  @Test
  void aKilledLeaderCostsNoLeaseAndNoRegistration() throws Exception {
    holdAt(-1);
    int leader = ensemble.awaitLeader();

    ensemble.kill(leader);

    awaitAllAsBefore();
  }

  @Test
  void aKilledServerOfTheHolderCostsNoLeaseAndNoRegistration() throws Exception {
    int follower = ensemble.awaitFollower();
    holdAt(follower);

    ensemble.kill(follower);

    states.await(all -> all.contains(LeaseState.SUSPECT));
    awaitAllAsBefore();
  }

  @Test
  void aLeaderThatIsCutOffCostsNoLeaseAndNoRegistration() throws Exception {
    int leader = ensemble.awaitLeader();
    holdAt(leader);

    ensemble.isolate(leader);

    states.await(all -> all.contains(LeaseState.SUSPECT));
    awaitAllAsBefore();
    assertThat(ensemble.leader()).isNotEqualTo(leader);
  }

  @Test
  void aFollowerThatGivesUpBeforeTheSessionEndsCostsNoLeaseAndNoRegistration() throws Exception {
    int follower = ensemble.awaitFollower();
    holdAt(follower);

    ensemble.isolate(follower);

    states.await(all -> all.contains(LeaseState.SUSPECT));
    awaitAllAsBefore();
  }

  @Test
  void aMajorityThatIsCutOffCostsNoLeaseAndNoRegistration() throws Exception {
    holdAt(-1);
    int leader = ensemble.awaitLeader();
    int follower = ensemble.awaitFollower();

    ensemble.isolate(leader);
    ensemble.isolate(follower);

    Awaitility.await().atMost(PATIENCE).until(() -> !lease.isHeld());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> rivals.connectionState() != ConnectionState.CONNECTED);
    assertThatThrownBy(() -> rivals.lock("others").tryAcquire(Duration.ofMillis(300)))
        .isInstanceOf(UnavailableException.class);
    ensemble.heal(leader);
    ensemble.heal(follower);
    awaitAllAsBefore();
  }

  /** Holds, registers and watches, connected to that server first, or to any if it is -1. */
  private void holdAt(int server) throws Exception {
    for (int i = 0; server >= 0 && i < ensemble.size(); i++) {
      if (i != server) {
        ensemble.clientProxy(i).cut();
      }
    }
    coordination = connect();
    for (int i = 0; i < ensemble.size(); i++) {
      ensemble.clientProxy(i).restore();
    }
    rivals = connect();
    lease = coordination.lock("orders").acquire();
    lease.subscribe((same, state) -> states.accept(state));
    rival = rivals.lock("orders").acquireAsync();
    registration = coordination.registry().register(server("a"));
    member = member();
    Membership view = coordination.registry().watch("servers");
    awaitIds(view, "a");
    view.subscribe(changes::accept);
    changes.awaitCount(1);
  }

  private static Coordination connect() {
    return CuratorCoordination.builder(ensemble.connectString())
        .sessionTimeout(SESSION)
        .connectTimeout(PATIENCE)
        .connect();
  }

  private void awaitAllAsBefore() throws Exception {
    long token = lease.fencingToken();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> lease.state() != LeaseState.SUSPECT && lease.isHeld());
    // On a busy machine the servers may elect again, and nobody can be asked meanwhile.
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UnavailableException.class)
        .until(lease::verify);
    assertThat(rival).as("the other process waits").isNotDone();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> registration.state() == RegistrationState.REGISTERED);
    assertThat(member()).as("the same node, not written").isEqualTo(member);
    Membership view = coordination.registry().watch("servers");
    awaitIds(view, "a");
    assertThat(changes.events().stream().skip(1))
        .allMatch(change -> change.left().isEmpty() && change.joined().isEmpty());

    lease.close();
    Lease next = rival.get(60, TimeUnit.SECONDS);
    assertThat(next.fencingToken()).isGreaterThan(token);
    assertThat(states.events()).doesNotContain(LeaseState.LOST);
    next.close();
  }

  /** As a server has it that knows what was committed: another may not have heard of it yet. */
  private Stat member() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              try (CuratorFramework client = clients.connected(ensemble.connectString())) {
                client.sync().forPath(MEMBER);
                return client.checkExists().forPath(MEMBER);
              }
            },
            Objects::nonNull);
  }
}
