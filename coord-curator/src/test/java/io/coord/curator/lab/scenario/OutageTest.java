package io.coord.curator.lab.scenario;

import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.LOST;
import static io.coord.ConnectionState.SUSPENDED;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.contract.Told;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.Time;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All servers are away for a part of the session timeout T or for more, and come back with their
 * data or without. Servers that start give every session its T anew.
 */
@Timeout(240)
class OutageTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final String INSTANCE = "/services/servers/a";

  /** What a busy machine may need in addition. */
  private static final Duration MARGIN = Duration.ofSeconds(6);

  /** Whose client it is. */
  private enum Client {
    MADE,
    BROUGHT
  }

  private final Told<ConnectionState> connection = new Told<>();
  private final Told<LeaseState> leaseStates = new Told<>();
  private final Told<RegistrationState> registrationStates = new Told<>();
  private final Told<MembershipChange> changes = new Told<>();
  private Membership view;
  private Coordination coordination;
  private Lease lease;
  private Registration registration;

  @ParameterizedTest
  @CsvSource({"0.3, MADE", "0.6, MADE", "0.6, BROUGHT"})
  void forLessThanTheTimeoutItCostsNothing(double part, Client whose) throws Exception {
    hold(whose, zk.server().connectString(), LONG);
    Stat instance = zk.server().stat(INSTANCE);
    long token = lease.fencingToken();

    zk.server().stop();
    sleep(part, LONG, System.nanoTime());
    zk.server().start();

    leaseStates.await(all -> all.contains(LeaseState.HELD));
    assertThat(leaseStates.events()).containsExactly(LeaseState.SUSPECT, LeaseState.HELD);
    assertThat(lease.fencingToken()).isEqualTo(token);
    assertThat(lease.verify()).isTrue();
    registrationStates.awaitCount(3);
    assertThat(registrationStates.events())
        .containsExactly(
            RegistrationState.REGISTERED, RegistrationState.SUSPECT, RegistrationState.REGISTERED);
    assertThat(zk.server().stat(INSTANCE)).isEqualTo(instance);
    awaitIds(view, "a");
    assertThat(changes.events()).allMatch(change -> change.left().isEmpty());
    assertThat(connection.events()).containsExactly(CONNECTED, SUSPENDED, CONNECTED);
    lease.close();
  }

  @ParameterizedTest
  @CsvSource({"1.5, MADE", "3, MADE", "1.5, BROUGHT", "3, BROUGHT"})
  void forMoreThanTheTimeoutItCostsTheLeaseAndNoMemberItsPlace(double part, Client whose)
      throws Exception {
    hold(whose, zk.server().connectString(), SHORT);
    CompletableFuture<Lease> rival = connect(LONG).lock("orders").acquireAsync();
    Awaitility.await().until(() -> coordination.lock("orders").contenders().size() == 2);

    zk.server().stop();
    long stopped = System.nanoTime();
    leaseStates.await(all -> all.contains(LeaseState.LOST));
    Duration lost = since(stopped);
    sleep(part, SHORT, stopped);
    zk.server().start();
    long started = System.nanoTime();

    assertThat(lost).isBetween(SHORT.multipliedBy(2).dividedBy(3), SHORT.plus(MARGIN));
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
    Lease theirs = rival.get(60, TimeUnit.SECONDS);
    assertThat(since(started)).isLessThan(SHORT.plus(MARGIN));
    assertThat(theirs.fencingToken()).isGreaterThan(lease.fencingToken());
    theirs.close();
    awaitIds(view, "a");
    registrationStates.await(all -> all.get(all.size() - 1) == RegistrationState.REGISTERED);
    assertThat(changes.events()).allMatch(change -> change.snapshot().find("a").isPresent());
    lease.close();
    coordination.lock("orders").acquire().close();
  }

  private enum Link {
    CUT,
    FROZEN
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void whoAloneIsCutOffLosesTheLeaseToAnotherAndIsRegisteredAgainWhenItIsBack(Link link)
      throws Exception {
    TcpProxy proxy = zk.proxy();
    hold(Client.MADE, proxy.connectString(), SHORT);
    CompletableFuture<Lease> rival = connect(LONG).lock("orders").acquireAsync();
    Awaitility.await().until(() -> coordination.lock("orders").contenders().size() == 2);
    long session = zk.server().stat(INSTANCE).getEphemeralOwner();

    switch (link) {
      case CUT -> proxy.cut();
      case FROZEN -> proxy.freeze();
    }
    long begin = System.nanoTime();
    leaseStates.await(all -> all.contains(LeaseState.LOST));
    Duration lost = since(begin);
    Lease theirs = rival.get(60, TimeUnit.SECONDS);
    sleep(2, SHORT, begin);
    assertThat(theirs.isHeld()).isTrue();
    proxy.restore();

    assertThat(lost).isBetween(SHORT.multipliedBy(2).dividedBy(3), SHORT.plus(MARGIN));
    registrationStates.await(all -> all.get(all.size() - 1) == RegistrationState.REGISTERED);
    assertThat(zk.server().stat(INSTANCE).getEphemeralOwner()).isNotEqualTo(session);
    awaitIds(view, "a");
    assertThat(theirs.fencingToken()).isGreaterThan(lease.fencingToken());
    theirs.close();
    lease.close();
    coordination.lock("orders").acquire().close();
  }

  /** Others may hold the lock from then on, whatever is known of the session. */
  @ParameterizedTest
  @EnumSource(Client.class)
  void theLeaseIsLostAfterTheTimeoutThoughNobodySaysSo(Client whose) throws Exception {
    Duration timeout = LONG.multipliedBy(3).dividedBy(5);
    TcpProxy proxy = zk.proxy();
    hold(whose, proxy.connectString(), timeout);

    proxy.freeze(); // two thirds of the timeout pass until that is noticed, three until it is LOST
    long begin = System.nanoTime();
    leaseStates.await(all -> all.contains(LeaseState.LOST));

    assertThat(connection.events()).doesNotContain(LOST);
    assertThat(since(begin)).isBetween(timeout.multipliedBy(2).dividedBy(3), timeout.plus(MARGIN));
    assertThat(leaseStates.events()).containsExactly(LeaseState.SUSPECT, LeaseState.LOST);
    assertThat(registration.state()).isEqualTo(RegistrationState.SUSPECT);
    proxy.restore();
    lease.close();
  }

  /** Its node would be there for a whole timeout more, if nobody deleted it. */
  @Test
  void aLeaseThatIsLostWhileItsSessionLivesOnIsAnothersAtOnce() throws Exception {
    TcpProxy proxy = zk.proxy(); // accepts connections all the time (hazard C17)
    hold(Client.MADE, proxy.connectString(), LONG);
    Stat instance = zk.server().stat(INSTANCE);
    CompletableFuture<Lease> rival = connect(LONG).lock("orders").acquireAsync();
    Awaitility.await().until(() -> coordination.lock("orders").contenders().size() == 2);
    CompletableFuture<Lease> local = coordination.lock("orders").acquireAsync();

    proxy.cut();
    zk.server().stop();
    leaseStates.await(all -> all.contains(LeaseState.LOST));
    assertThat(local).isNotDone();
    zk.server().start();
    proxy.restore();
    long started = System.nanoTime();

    Lease theirs = rival.get(60, TimeUnit.SECONDS);
    assertThat(since(started)).isLessThan(LONG.dividedBy(2));
    registrationStates.awaitCount(3);
    assertThat(zk.server().stat(INSTANCE)).isEqualTo(instance);
    assertThat(connection.events()).containsExactly(CONNECTED, SUSPENDED, CONNECTED);
    theirs.close();
    local.get(60, TimeUnit.SECONDS).close();
    lease.close();
  }

  /** A wiped server turns the session away without a word, whenever it comes (hazard C12). */
  @ParameterizedTest
  @EnumSource(Client.class)
  void wipedServersMeanANewSessionBeforeTwoTimeoutsHavePassed(Client whose) throws Exception {
    Duration timeout = LONG.dividedBy(2);
    hold(whose, zk.server().connectString(), timeout);

    long begin = System.nanoTime();
    zk.server().restartWiped();
    connection.await(all -> all.contains(LOST) && all.lastIndexOf(CONNECTED) > all.indexOf(LOST));

    assertThat(since(begin)).isLessThan(timeout.multipliedBy(2));
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
    lease.close();
    registrationStates.await(all -> all.get(all.size() - 1) == RegistrationState.REGISTERED);
    assertThat(zk.server().stat(INSTANCE)).isNotNull();
    coordination.lock("orders").acquire().close();
  }

  /** Nothing tells the difference from an outage but the time. */
  @Test
  void aLeaseThatComesBackIsNotLostAfterwards() throws Exception {
    hold(Client.MADE, zk.server().connectString(), LONG);
    for (int i = 0; i < 3; i++) {
      zk.server().restart();
      int seen = 2 * (i + 1);
      leaseStates.await(all -> all.size() >= seen && lease.isHeld());
    }
    assertThat(leaseStates.events()).doesNotContain(LeaseState.LOST);
    lease.close();
  }

  private void hold(Client whose, String servers, Duration timeout) throws Exception {
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

  private static Coordination connect(Duration timeout) {
    return zk.closing(zk.builder().sessionTimeout(timeout).connect());
  }

  /** Until that part of the timeout has passed since that moment. */
  private static void sleep(double part, Duration timeout, long moment)
      throws InterruptedException {
    Time.passUntil(moment + (long) (part * timeout.toNanos()));
  }

  private static Duration since(long moment) {
    return Duration.ofNanos(System.nanoTime() - moment);
  }
}
