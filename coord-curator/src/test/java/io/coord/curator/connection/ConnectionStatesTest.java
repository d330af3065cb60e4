package io.coord.curator.connection;

import static io.coord.ConnectionState.CLOSED;
import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.LOST;
import static io.coord.ConnectionState.SUSPENDED;
import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a process learns of its connection and its session, and when. */
@Timeout(60)
class ConnectionStatesTest {

  /** With sessions that Curator does not give up while the machine stands still for a moment. */
  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private final Told<ConnectionState> states = new Told<>();
  private TcpProxy proxy;
  private Coordination coordination;

  @BeforeEach
  void connectByWayOfTheProxy() {
    proxy = zk.proxy();
    coordination = zk.coordination(proxy);
    coordination.subscribe(states::accept);
    states.awaitCount(1);
  }

  @Test
  void anOutageThatTheSessionOutlivesIsASuspension() {
    proxy.cut();
    states.awaitCount(2);
    proxy.restore();
    states.awaitCount(3);
    coordination.close();

    assertThat(states.awaitCount(4)).containsExactly(CONNECTED, SUSPENDED, CONNECTED, CLOSED);
  }

  @Test
  void anExpiredSessionIsLostAndFollowedByAnother() throws Exception {
    coordination.registry().register(server("a"));
    long session = zk.server().stat("/services/servers/a").getEphemeralOwner();

    zk.server().expire(session);

    states.await(all -> all.contains(LOST) && all.get(all.size() - 1) == CONNECTED);
    assertThat(states.events()).isSubsetOf(CONNECTED, SUSPENDED, LOST);
    assertThat(states.events()).filteredOn(state -> state == LOST).hasSize(1);
    Awaitility.await() // a session of the test before may last a little longer
        .untilAsserted(() -> assertThat(zk.server().sessions()).hasSize(1).doesNotContain(session));
  }

  @Test
  void anEnsembleThatFallsSilentMeansALostSessionAfterTwoTimeouts() {
    Duration sessionTimeout = Duration.ofSeconds(12);
    Coordination shortLived =
        zk.closing(zk.builder(proxy.connectString()).sessionTimeout(sessionTimeout).connect());
    Told<ConnectionState> states = new Told<>();
    shortLived.subscribe(states::accept);
    proxy.freeze();
    long start = System.nanoTime();

    states.await(all -> all.contains(LOST));

    // The client needs two thirds of the timeout to notice, and then waits for four thirds: servers
    // that take the session up meanwhile give it its full time anew.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(sessionTimeout, sessionTimeout.multipliedBy(5).dividedBy(2));
    assertThat(states.events()).containsExactly(CONNECTED, SUSPENDED, LOST);
    proxy.restore();
    states.await(all -> all.get(all.size() - 1) == CONNECTED);
  }

  @Test
  void aClientStaysAtTheAddressItWasGivenWhateverTheServersPublish() throws Exception {
    zk.server().publishAddress("127.0.0.1", zk.server().port());
    Membership view = zk.coordination(proxy).registry().watch("servers");
    awaitIds(view);

    proxy.cut();
    await(view, seen -> seen.stale());
    assertThat(view.await(seen -> !seen.stale(), Duration.ofSeconds(4)))
        .as("it went past the proxy")
        .isFalse();

    proxy.restore();
    awaitIds(view);
  }

  @Test
  void aSlowListenerMissesNoChangeAndDelaysNoOther() throws Exception {
    Told<ConnectionState> slow = new Told<>();
    CountDownLatch goOn = new CountDownLatch(1);
    coordination.subscribe(
        state -> {
          slow.accept(state);
          awaitQuietly(goOn);
        });

    for (int round = 1; round <= 4; round++) {
      zk.server().dropConnections();
      states.awaitCount(2 * round + 1);
    }
    assertThat(slow.events()).hasSize(1);
    goOn.countDown();

    assertThat(slow.awaitCount(9)).isEqualTo(states.events());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
