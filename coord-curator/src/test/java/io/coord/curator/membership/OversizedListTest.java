package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.Views;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service with more names than an answer may hold, for a client that takes only small ones. */
@Timeout(120)
class OversizedListTest {

  private static final int JUTE_MAXBUFFER = 64 * 1024;
  private static final int MEMBERS = 400;
  private static final int NAME_BYTES = 200;
  private static final Duration FIRST_DELAY = Duration.ofSeconds(10); // of a list that is too long

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  private CuratorFramework admin;

  @BeforeEach
  void createTooMany() throws Exception {
    admin = zk.client();
    admin.createContainers("/services/servers");
    inBackground(i -> admin.create().inBackground(i.callback()).forPath(i.path()));
  }

  @AfterEach
  void deleteThem() throws Exception {
    inBackground(i -> admin.delete().inBackground(i.callback()).forPath(i.path()));
  }

  @Test
  void isReportedInTheLogTheViewStaysStaleAndNothingSpins() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      Coordination coordination = coordination(zk.server().connectString());
      Told<ConnectionState> states = new Told<>();
      Told<MembershipChange> changes = new Told<>();
      coordination.subscribe(states::accept);

      Membership view = coordination.registry().watch("servers", changes::accept);

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !log.lines("/services/servers").isEmpty());
      assertThat(log.lines("jute.maxbuffer")).isNotEmpty();
      // Only by losing the connection does it show: three times, and that must not go on.
      states.await(all -> all.size() >= 7 && all.get(all.size() - 1) == ConnectionState.CONNECTED);
      RequestCounts before = zk.server().requests();
      boolean loaded = view.await(seen -> !seen.stale(), Duration.ofSeconds(3));
      RequestCounts since = zk.server().requests().since(before);

      assertThat(loaded).isFalse();
      assertThat(since.total()).as("requests: %s", since).isLessThan(10);
      assertThat(changes.events()).isEmpty();
      assertThat(states.events()).hasSize(7);
    }
  }

  @Test
  void aFreshReadOfItFailsInTimeAndOtherReadsGoOn() throws Exception {
    Coordination coordination = coordination(zk.server().connectString());

    assertThatThrownBy(() -> coordination.registry().instances("servers"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("jute.maxbuffer");

    assertThat(coordination.registry().instances("others")).isEmpty();
  }

  @Test
  void isLoadedOnceItHasShrunk() throws Exception {
    Membership view = coordination(zk.server().connectString()).registry().watch("servers");
    assertThat(view.await(seen -> !seen.stale(), Duration.ofSeconds(1))).isFalse();

    deleteThem();
    admin.create().forPath("/services/servers/one");

    await(view, seen -> !seen.stale() && seen.find("one").isPresent());
    admin.delete().forPath("/services/servers/one");
  }

  @Test
  void isLoadedByItselfIfItShrinksAfterAnOutageThatTheNextTryFellInto() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination coordination = coordination(proxy.connectString());
    Membership view = coordination.registry().watch("servers");
    try (CapturedLog log = CapturedLog.start()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !log.lines("jute.maxbuffer").isEmpty());
    }
    proxy.cut();
    assertThat(view.await(seen -> !seen.stale(), FIRST_DELAY.plusSeconds(1))).isFalse();
    proxy.restore();
    Awaitility.await()
        .atMost(Views.PATIENCE)
        .until(() -> coordination.connectionState() == ConnectionState.CONNECTED);
    RequestCounts before = zk.server().requests();

    deleteThem();
    admin.create().forPath("/services/servers/one");

    await(view, seen -> !seen.stale() && seen.find("one").isPresent());
    assertThat(zk.server().requests().since(before).of(OpCode.getChildren2)).isLessThan(5);
    admin.delete().forPath("/services/servers/one");
  }

  private static Coordination coordination(String connectString) {
    return zk.closing(
        CuratorCoordination.builder(
                zk.clients().startedWithJuteMaxBuffer(connectString, JUTE_MAXBUFFER))
            .operationTimeout(Duration.ofSeconds(60))
            .connect());
  }

  private record Step(String path, org.apache.curator.framework.api.BackgroundCallback callback) {}

  private interface Background {
    void start(Step step) throws Exception;
  }

  private void inBackground(Background operation) throws Exception {
    CountDownLatch done = new CountDownLatch(MEMBERS);
    for (int i = 0; i < MEMBERS; i++) {
      String number = "%06d".formatted(i);
      String path = "/services/servers/" + number + "x".repeat(NAME_BYTES - number.length());
      operation.start(new Step(path, (same, event) -> done.countDown()));
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
