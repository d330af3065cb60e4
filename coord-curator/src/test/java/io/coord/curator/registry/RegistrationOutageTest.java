package io.coord.curator.registry;

import static io.coord.curator.testing.Views.PATIENCE;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static io.coord.registry.RegistrationState.CLOSED;
import static io.coord.registry.RegistrationState.REGISTERED;
import static io.coord.registry.RegistrationState.SUSPECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.IndeterminateException;
import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked of the registry while ZooKeeper cannot be reached. */
@Timeout(60)
class RegistrationOutageTest {

  private static final String PATH = "/services/servers/a";

  /** Long enough for calls while nothing is wrong, on any machine. */
  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(4);

  /** With sessions that Curator does not give up while the machine stands still for a moment. */
  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private TcpProxy proxy;
  private Coordination coordination;
  private ServiceRegistry registry;

  @BeforeEach
  void connectByWayOfTheProxy() {
    proxy = zk.proxy();
    coordination =
        zk.closing(zk.builder(proxy.connectString()).operationTimeout(OPERATION_TIMEOUT).connect());
    registry = coordination.registry();
  }

  @Test
  void whatCannotBeAskedInTimeIsUnavailable() {
    proxy.cut();
    long start = System.nanoTime();

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> registry.instances("servers"));
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(registry::services);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(OPERATION_TIMEOUT.multipliedBy(2).plusSeconds(15));
  }

  @Test
  void aRegistrationThatWasNeverSentIsUnavailableAndStaysAway() throws Exception {
    proxy.cut();
    awaitDisconnected();

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> registry.register(server("a")));

    proxy.restore();
    awaitReachable();
    assertThat(registry.register(server("later")).state()).isEqualTo(REGISTERED);
    assertThat(zk.server().stat(PATH)).isNull();
  }

  @RepeatedTest(3)
  void aRegistrationWhoseAnswerIsLateIsWithdrawn() throws Exception {
    Membership view = zk.coordination().registry().watch("servers");
    awaitIds(view);
    proxy.freeze();

    assertThatThrownBy(() -> registry.register(server("a")))
        .isInstanceOfAny(UnavailableException.class, IndeterminateException.class);

    proxy.restore();
    awaitReachable();
    Awaitility.await().until(() -> zk.server().stat(PATH) == null);
    registry.register(server("b")).close();
    assertThat(zk.server().ephemerals()).isEmpty();
    awaitIds(view);
  }

  @Test
  void anUpdateDuringAnOutageIsWrittenAfterIt() throws Exception {
    Registration registration = registry.register(server("a"));
    long czxid = zk.server().stat(PATH).getCzxid();
    proxy.cut();
    awaitSuspect(registration);

    assertThatExceptionOfType(IndeterminateException.class)
        .isThrownBy(() -> registration.update(value -> value.toBuilder().port(81).build()));
    assertThat(registration.instance().port()).isEqualTo(81);
    proxy.restore();

    Membership view = zk.coordination().registry().watch("servers");
    assertThat(
            view.await(
                seen -> seen.find("a").filter(found -> found.port() == 81).isPresent(), PATIENCE))
        .isTrue();
    assertThat(zk.server().stat(PATH).getCzxid()).isEqualTo(czxid);
  }

  @Test
  void closingDuringAnOutageReturnsAtOnceAndTheNodeGoesAfterIt() throws Exception {
    Registration registration = registry.register(server("a"));
    proxy.cut();
    awaitSuspect(registration);
    long start = System.nanoTime();

    registration.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(OPERATION_TIMEOUT);
    assertThat(registration.state()).isEqualTo(CLOSED);
    assertThat(zk.server().stat(PATH)).isNotNull();
    long session = zk.server().stat(PATH).getEphemeralOwner();
    proxy.restore();
    Awaitility.await().until(() -> zk.server().stat(PATH) == null);
    assertThat(zk.server().hasSession(session)).as("removed before its session ended").isTrue();
  }

  @Test
  void whatWasClosedDuringAnOutageIsNotPutBackByANewSession() throws Exception {
    Registration registration = registry.register(server("a"));
    Registration stays = registry.register(server("stays"));
    proxy.cut();
    awaitSuspect(registration);
    registration.close();
    zk.server().expire(zk.server().stat(PATH).getEphemeralOwner());
    proxy.restore();

    Membership view = zk.coordination().registry().watch("servers");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> stays.state() == REGISTERED && zk.server().ephemerals().size() == 1);
    awaitIds(view, "stays");
    registry.register(server("b"));
    awaitIds(view, "b", "stays");
  }

  private static void awaitSuspect(Registration registration) {
    Awaitility.await().until(() -> registration.state() == SUSPECT);
  }

  private void awaitDisconnected() {
    Awaitility.await().until(() -> coordination.connectionState() != ConnectionState.CONNECTED);
  }

  private void awaitReachable() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> registry.services() != null);
  }
}
