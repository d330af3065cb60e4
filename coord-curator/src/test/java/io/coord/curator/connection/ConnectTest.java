package io.coord.curator.connection;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a Coordination begins. */
@Timeout(60)
class ConnectTest {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void aConnectStringIsAllItTakes() throws Exception {
    Coordination coordination =
        zk.closing(CuratorCoordination.connect(zk.server().connectString()));

    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CONNECTED);
    assertThat(coordination.registry().services()).isNotNull();
  }

  @Test
  void anEnsembleThatIsDownIsUnavailableInTime() {
    zk.server().stop();

    assertUnavailableInTime(zk.server().connectString());
  }

  @Test
  void anEnsembleThatDoesNotAnswerIsUnavailableInTime() {
    TcpProxy proxy = zk.proxy();
    proxy.freeze();

    assertUnavailableInTime(proxy.connectString());
  }

  /**
   * Once in a few times at least: a machine that stands still for a moment says nothing of Coord.
   */
  private static void assertUnavailableInTime(String connectString) {
    List<Duration> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long start = System.nanoTime();

      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> zk.builder(connectString).connectTimeout(CONNECT_TIMEOUT).connect())
          .withMessageContaining(connectString);

      taken.add(Duration.ofNanos(System.nanoTime() - start));
    }
    assertThat(Collections.min(taken)).isLessThan(CONNECT_TIMEOUT.multipliedBy(4));
  }

  @Test
  void withoutAConnectTimeoutItBeginsBeforeTheEnsembleDoes() throws Exception {
    zk.server().stop();
    Coordination coordination =
        zk.closing(
            zk.builder()
                .connectTimeout(Duration.ZERO)
                .operationTimeout(Duration.ofSeconds(30))
                .connect());
    Told<ConnectionState> states = new Told<>();
    coordination.subscribe(states::accept);
    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CONNECTING);
    Membership view = coordination.registry().watch("servers");
    assertThat(view.snapshot().stale()).isTrue();
    CompletableFuture<Registration> registering =
        CompletableFuture.supplyAsync(
            () -> register(coordination), task -> new Thread(task).start());

    zk.server().start();

    awaitIds(view, "a");
    registering.get(30, TimeUnit.SECONDS);
    assertThat(states.await(all -> all.contains(ConnectionState.CONNECTED)))
        .startsWith(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
  }

  @Test
  void aConnectionThatIsLostAgainWhileConnectingCostsOnlyTime() throws Exception {
    TcpProxy proxy = zk.proxy();
    // More often than Curator tries again.
    ReplyFault lost = proxy.loseReplies(ZooDefs.OpCode.exists, 5);

    Coordination coordination =
        zk.closing(
            zk.builder(proxy.connectString()).connectTimeout(Duration.ofSeconds(45)).connect());

    assertThat(lost.hasHappened()).isTrue();
    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  void aChrootThatDoesNotExistIsRejected() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> zk.builder(zk.server().connectString() + "/no/such/chroot").connect())
        .withMessageContaining(zk.server().connectString() + "/no/such/chroot")
        .withMessageContaining("create that node first");
  }

  @Test
  void everythingLivesInAChrootThatExists() throws Exception {
    zk.client().create().orSetData().forPath("/chroot");
    Coordination coordination =
        zk.closing(zk.builder(zk.server().connectString() + "/chroot").connect());
    Membership view = coordination.registry().watch("servers");

    coordination.registry().register(server("a"));

    awaitIds(view, "a");
    assertThat(coordination.registry().services()).containsExactly("servers");
    assertThat(zk.server().ephemerals()).containsExactly("/chroot/services/servers/a");
  }

  @Test
  void everythingLivesInTheClientsNamespace() throws Exception {
    CuratorFramework client =
        zk.clients().started(zk.clients().builder(zk.server().connectString()).namespace("app"));
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    Membership view = coordination.registry().watch("servers");

    Registration registration = coordination.registry().register(server("a"));

    awaitIds(view, "a");
    assertThat(zk.server().ephemerals()).containsExactly("/app/services/servers/a");
    assertThat(coordination.registry().instances("servers"))
        .containsExactly(registration.instance());
    registration.update(value -> value.toBuilder().port(1).build());
    registration.close();
    awaitIds(view);
  }

  @Test
  void aNamespacedFacadeOfAClientWorksToo() throws Exception {
    CuratorFramework client = zk.client();
    Coordination coordination =
        zk.closing(CuratorCoordination.over(client.usingNamespace("facade")));
    Membership view = coordination.registry().watch("servers");

    coordination.registry().register(server("a"));

    awaitIds(view, "a");
    assertThat(zk.server().ephemerals()).containsExactly("/facade/services/servers/a");
  }

  @Test
  void theServiceRootIsWhereTheBuilderSays() throws Exception {
    Coordination coordination = zk.closing(zk.builder().serviceRoot("/deep/er/root").connect());
    Membership view = coordination.registry().watch("servers");

    coordination.registry().register(server("a"));

    awaitIds(view, "a");
    assertThat(coordination.registry().services()).containsExactly("servers");
    assertThat(zk.server().ephemerals()).containsExactly("/deep/er/root/servers/a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "host:port", "host:99999", "host:2181/a//b", ","})
  void aConnectStringThatCannotBeOneIsRefusedAtOnce(String connectString) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CuratorCoordination.builder(connectString).connect());
  }

  private static Registration register(Coordination coordination) {
    try {
      return coordination.registry().register(server("a"));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
