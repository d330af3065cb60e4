package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.ReplacedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An update goes by the version of the node, and another's node may have the same: a registration
 * that updates after it was replaced, or meanwhile, neither keeps the node nor comes back.
 */
@Timeout(180)
class UpdateAfterTakeoverTest {

  private static final String PATH = "/services/servers/a";
  private static final int FEW = 6;
  private static final int SURPASSED = 8; // versions that a takeover goes beyond
  private static final int MANY = 12;

  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private final TcpProxy proxy = zk.proxy();

  @ParameterizedTest(name = "in one session: {0}")
  @ValueSource(booleans = {true, false})
  void whateverTheVersionsTheOlderOneLearnsThatItWasReplaced(boolean oneSession) throws Exception {
    CuratorFramework client = zk.client();
    Coordination first = zk.closing(CuratorCoordination.over(client));
    Coordination second =
        oneSession ? zk.closing(CuratorCoordination.over(client)) : zk.coordination();
    for (int before = 0; before <= FEW; before++) {
      for (int since = 0; since <= FEW; since++) {
        assertNewestWins(first, second, before, since);
      }
    }
    assertNewestWins(first, second, MANY, MANY - 1);
    assertNewestWins(first, first, MANY, MANY - 1);
  }

  private static void assertNewestWins(
      Coordination first, Coordination second, int before, int since) throws Exception {
    Registration older = registered(first, "older", before);
    Registration newer = registered(second, "newer", since);
    RequestCounts requests = zk.server().requests();

    update(older, "older: again");

    assertSettled(older, newer);
    RequestCounts sent = zk.server().requests().since(requests);
    assertThat(sent.of(OpCode.setData) + sent.of(OpCode.multi))
        .as("%s and %s updates: %s", before, since, sent)
        .isLessThanOrEqualTo(1);
    older.close();
    newer.close();
  }

  /** Its link hangs with the update on its way, until the newer one has done so many. */
  @ParameterizedTest(name = "{0} updates before, {1} since")
  @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1", "2, 1", "3, 2", "5, 4", "7, 6", "9, 8", "12, 11"})
  void anUpdateInProgressDuringTheTakeoverDoesNotKeepTheNode(int before, int since)
      throws Exception {
    Registration older = registeredAndAtRest(before);
    Coordination second = zk.coordination();
    proxy.freeze();
    CompletableFuture<Void> update = inBackground(() -> update(older, "older: under way"));
    Awaitility.await().until(() -> older.instance().address().equals("older: under way"));
    Registration newer = registered(second, "newer", since);

    proxy.restore();

    update.get(60, TimeUnit.SECONDS);
    assertSettled(older, newer);
    if (before < SURPASSED) {
      assertThat(zk.server().stat(PATH).getVersion())
          .as("nobody but the newer one has written the node")
          .isEqualTo(before + 1 + since);
    }
  }

  /** The deletion is on its way while the newer one brings its node to the old one's version. */
  @ParameterizedTest(name = "{0} updates before, {1} since")
  @CsvSource({"0, 0", "1, 0", "1, 1", "2, 1", "3, 2", "5, 4", "7, 6"})
  void aCloseThatIsUnderWayDuringTheTakeoverRemovesNothing(int before, int since) throws Exception {
    Registration older = registeredAndAtRest(before);
    Coordination second = zk.coordination();
    proxy.freeze();
    CompletableFuture<Void> closing = inBackground(older::close);
    Awaitility.await().until(() -> older.state() == RegistrationState.CLOSED);
    Registration newer = registered(second, "newer", since);
    Stat own = zk.server().stat(PATH);

    proxy.restore();

    closing.get(60, TimeUnit.SECONDS);
    update(newer, "newer: again");
    assertThat(zk.server().stat(PATH).getCzxid()).isEqualTo(own.getCzxid());
    assertThat(newer.state()).isEqualTo(RegistrationState.REGISTERED);
  }

  /** It is written, and the answer is lost; when the link is back the node is another's. */
  @ParameterizedTest(name = "{0} updates before, {1} since")
  @CsvSource({"0, 0", "1, 2", "9, 9", "12, 12"})
  void anUpdateWhoseReplyIsLostDoesNotKeepTheNode(int before, int since) throws Exception {
    Registration older = registered(zk.coordination(proxy), "older", before);
    Coordination second = zk.coordination();
    ReplyFault fault = proxy.freezeAtReply(OpCode.setData);
    CompletableFuture<Void> update = inBackground(() -> update(older, "older: under way"));
    fault.await();
    Registration newer = registered(second, "newer", since);

    proxy.cut();
    proxy.restore();

    update.get(60, TimeUnit.SECONDS);
    assertSettled(older, newer);
  }

  /** The newer one does not know at first that it has won. */
  @ParameterizedTest(name = "{0} updates before")
  @ValueSource(ints = {0, 1, 2, 9})
  void anUpdateDuringATakeoverWhoseReplyIsLostDoesNotKeepTheNode(int before) throws Exception {
    Coordination second = zk.coordination(proxy);
    Registration older = registered(zk.coordination(), "older", before);
    ReplyFault fault = proxy.loseReply(OpCode.multi);
    CompletableFuture<Registration> registering = new CompletableFuture<>();
    CompletableFuture<Void> newcomer =
        inBackground(() -> registering.complete(registered(second, "newer", 0)));

    while (!registering.isDone()) {
      update(older, "older: once more");
    }

    newcomer.get(60, TimeUnit.SECONDS);
    assertThat(fault.hasHappened()).isTrue();
    assertSettled(older, registering.get());
  }

  private static Registration registered(Coordination process, String name, int updates)
      throws Exception {
    Registration registration =
        process.registry().register(server("a").toBuilder().address(name).build());
    for (int i = 0; i < updates; i++) {
      update(registration, name + ": " + i);
    }
    return registration;
  }

  /** It fails if another has the id. */
  private static void update(Registration registration, String address)
      throws InterruptedException {
    try {
      registration.update(value -> value.toBuilder().address(address).build());
    } catch (ReplacedException e) {
      assertThat(e).hasMessageContaining("newer registration");
    }
  }

  private static void assertSettled(Registration older, Registration newer) {
    Awaitility.await().until(() -> older.state() == RegistrationState.REPLACED);
    Awaitility.await().until(() -> data().contains('"' + newer.instance().address() + '"'));
    assertThat(newer.state()).isEqualTo(RegistrationState.REGISTERED);
    ServiceInstance instance = newer.instance();
    assertThat(data()).contains('"' + instance.address() + '"');
  }

  private static String data() {
    return new String(zk.server().data(PATH), StandardCharsets.UTF_8);
  }

  /** By way of the proxy; its last look is answered, so that it sends what it is asked for. */
  private Registration registeredAndAtRest(int updates) throws Exception {
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    Coordination process = zk.closing(CuratorCoordination.over(client));
    Registration older = registered(process, "older", updates);
    RequestCounts[] last = {zk.server().requests()};
    Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              RequestCounts now = zk.server().requests();
              long looks = now.since(last[0]).of(OpCode.exists);
              last[0] = now;
              return looks == 0 && zk.server().watchedPaths().contains(PATH);
            });
    client.getData().forPath("/"); // is answered after the look
    return older;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> inBackground(Action action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            action.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        task -> new Thread(task).start());
  }
}
