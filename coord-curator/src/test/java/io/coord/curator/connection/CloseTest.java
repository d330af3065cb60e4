package io.coord.curator.connection;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.CoordinationException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.TcpProxy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left when a Coordination, a registration or a view is closed: nothing. */
@Timeout(60)
class CloseTest {

  /** Wide, for machines that stand still for a moment. */
  private static final Duration SOON = Duration.ofSeconds(15);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @RepeatedTest(5)
  void nothingIsLeftInTheCallersClient() throws Exception {
    CuratorFramework client = zk.client();
    Coordination coordination = CuratorCoordination.over(client);
    Membership view = coordination.registry().watch("servers");
    coordination.registry().watch("others");
    coordination.registry().register(server("a"));
    awaitIds(view, "a");

    coordination.close();

    // The server keeps the views' watches for others who may use the client (hazard M10).
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    NoLeaks.ofThreads();
    assertThat(zk.server().ephemerals()).isEmpty();
    assertThat(client.checkExists().forPath("/services")).isNotNull();
  }

  @RepeatedTest(5)
  void aClosedViewAndAClosedRegistrationLeaveNoWatch() throws Exception {
    Coordination coordination = zk.coordination();
    Membership view = coordination.registry().watch("servers");
    Registration registration = coordination.registry().register(server("a"));
    awaitIds(view, "a");

    registration.close();
    view.close();

    NoLeaks.at(zk.server());
  }

  @RepeatedTest(5)
  void aViewThatIsClosedWhileItLoadsLeavesNoWatch() throws Exception {
    Coordination coordination = zk.coordination();

    for (int i = 0; i < 20; i++) {
      coordination.registry().watch("servers").close();
    }

    NoLeaks.at(zk.server());
  }

  @RepeatedTest(3)
  void aReplacedRegistrationLeavesNoWatch() throws Exception {
    CuratorFramework client = zk.client();
    Coordination older = zk.closing(CuratorCoordination.over(client));
    Registration replaced = older.registry().register(server("a"));
    Registration newer = zk.coordination().registry().register(server("a"));
    Awaitility.await().until(() -> replaced.state() == RegistrationState.REPLACED);

    // It has looked at the node that took its place, which is still there.
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    newer.close();
    NoLeaks.at(zk.server());
  }

  /** A client whose listeners cannot be reached any more, say for want of memory. */
  @Test
  void aFailureWhileItClosesKeepsNothingElseOpen() throws Exception {
    CuratorFramework client = zk.client();
    AtomicBoolean failing = new AtomicBoolean();
    CuratorFramework faulty =
        (CuratorFramework)
            Proxy.newProxyInstance(
                CloseTest.class.getClassLoader(),
                new Class<?>[] {CuratorFramework.class},
                (proxy, method, args) -> {
                  if (failing.get() && method.getName().equals("getConnectionStateListenable")) {
                    throw new OutOfMemoryError("for the test");
                  }
                  return method.invoke(client, args);
                });
    Coordination coordination = CuratorCoordination.over(faulty);
    coordination.registry().register(server("a"));
    failing.set(true);

    coordination.close();

    assertThat(zk.server().ephemerals()).isEmpty();
    NoLeaks.ofThreads();
  }

  @Test
  void withAnUnreachableEnsembleItReturnsSoon() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination coordination =
        zk.closing(
            zk.builder(proxy.connectString())
                .sessionTimeout(Duration.ofSeconds(4))
                .operationTimeout(Duration.ofSeconds(1))
                .connect());
    coordination.registry().register(server("a"));
    awaitIds(coordination.registry().watch("servers"), "a");
    long session = zk.server().stat("/services/servers/a").getEphemeralOwner();
    proxy.freeze();
    long start = System.nanoTime();

    coordination.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CLOSED);
    NoLeaks.ofThreadsAndClients();
    proxy.cut();
    zk.server().expire(session);
  }

  @Test
  void withADisconnectedClientItReturnsSoon() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination coordination = zk.coordination(proxy);
    coordination.registry().register(server("a"));
    long session = zk.server().stat("/services/servers/a").getEphemeralOwner();
    proxy.cut();
    Awaitility.await().until(() -> coordination.connectionState() != ConnectionState.CONNECTED);
    long start = System.nanoTime();

    coordination.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    NoLeaks.ofThreadsAndClients();
    zk.server().expire(session);
  }

  @RepeatedTest(10)
  void aRegistrationUnderWayIsEitherThereBeforeTheEndOrNotAtAll() throws Exception {
    CuratorFramework client = zk.client();
    Coordination coordination = CuratorCoordination.over(client);
    CountDownLatch start = new CountDownLatch(1);
    CompletableFuture<String> registering =
        CompletableFuture.supplyAsync(
            () -> {
              start.countDown();
              return register(coordination);
            },
            task -> new Thread(task).start());
    start.await();

    coordination.close();

    assertThat(registering.get(20, TimeUnit.SECONDS)).isIn("registered", "refused");
    NoLeaks.at(zk.server());
  }

  private static String register(Coordination coordination) {
    try {
      coordination.registry().register(server("a"));
      return "registered";
    } catch (IllegalStateException | CoordinationException e) {
      return "refused";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }
}
