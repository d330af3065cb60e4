package io.coord.curator.connection;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.Told;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of the caller's, which may be closed too early and lives on after what was closed. */
@Timeout(60)
class CallersClientTest {

  /** An answer that is waited for in vain would take this long. */
  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(40);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @ParameterizedTest
  @ValueSource(strings = {"", "app"})
  void closingItFirstClosesAllThatStandsOnIt(String namespace) throws Exception {
    CuratorFramework client = zk.client();
    CuratorFramework used = namespace.isEmpty() ? client : client.usingNamespace(namespace);
    Coordination coordination =
        zk.closing(CuratorCoordination.builder(used).operationTimeout(OPERATION_TIMEOUT).connect());
    Told<ConnectionState> told = new Told<>();
    coordination.subscribe(told::accept);
    Registration registration = coordination.registry().register(server("a"));
    Membership view = coordination.registry().watch("servers");
    awaitIds(view, "a");

    client.close();

    told.await(states -> states.contains(ConnectionState.CLOSED));
    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CLOSED);
    Awaitility.await()
        .untilAsserted(() -> assertThat(registration.state()).isEqualTo(RegistrationState.CLOSED));
    assertThatIllegalStateException()
        .isThrownBy(() -> coordination.registry().instances("servers"));
    long start = System.nanoTime();
    coordination.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(OPERATION_TIMEOUT.dividedBy(2));
    NoLeaks.ofThreadsAndClients();
  }

  @Test
  void itDoesNotHoldOnToTheMembersOfAClosedView() throws Exception {
    CuratorFramework client = zk.client();
    try (Coordination coordination = CuratorCoordination.over(client)) {
      Registration registration = coordination.registry().register(server("a"));

      WeakReference<Object> member = memberOfAClosedView(coordination);

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                System.gc();
                assertThat(member.get()).isNull();
              });
      registration.close();
    }
  }

  private static WeakReference<Object> memberOfAClosedView(Coordination coordination)
      throws InterruptedException {
    try (Membership view = coordination.registry().watch("servers")) {
      awaitIds(view, "a");
      return new WeakReference<>(view.snapshot().find("a").orElseThrow());
    }
  }
}
