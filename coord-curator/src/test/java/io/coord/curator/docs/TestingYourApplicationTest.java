package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The code of docs/testing-your-application.md: with what every application has, so none of this
 * project's own test support.
 */
@Timeout(60)
class TestingYourApplicationTest {

  private TestingServer server;
  private CuratorFramework client;
  private Coordination coordination;

  @BeforeEach
  void start() throws Exception {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // for machines under load
    server = new TestingServer();
    client = connect(server.getConnectString());
    coordination = CuratorCoordination.over(client);
  }

  @AfterEach
  void stop() throws Exception {
    coordination.close();
    client.close();
    server.close();
    Awaitility.reset();
  }

  static CuratorFramework connect(String connectString) {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(30_000) // the server grants 6 to 60 s
            .retryPolicy(new RetryOneTime(100))
            .simulatedSessionExpirationPercent(33)
            .build();
    client.start();
    return client;
  }

  static void expireSession(CuratorFramework client) throws Exception {
    String servers = client.getZookeeperClient().getCurrentConnectionString();
    ZooKeeper session = client.getZookeeperClient().getZooKeeper();
    KeeperState state = null;
    while (state != KeeperState.Expired) { // the client may have reconnected in between
      BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
      ZooKeeper second =
          new ZooKeeper(
              servers,
              10_000,
              event -> states.add(event.getState()),
              session.getSessionId(),
              session.getSessionPasswd());
      state = states.poll(10, TimeUnit.SECONDS);
      second.close(); // ends the session at the server, for both clients
    }
  }

  @Test
  void nothingIsWrittenOnceTheLeaseIsLost() throws Exception {
    Lease lease = coordination.lock("orders").acquire();
    List<String> written = new ArrayList<>();
    OrderWriter.Store losesTheLease =
        (order, token) -> {
          written.add(order);
          expireSession(client);
          await().until(() -> lease.state() == LeaseState.LOST);
        };

    assertThatThrownBy(() -> OrderWriter.writeAll(lease, List.of("a", "b"), losesTheLease))
        .isInstanceOf(LeaseNotHeldException.class);

    assertThat(written).containsExactly("a");
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
  }

  @Test
  void theStoreRefusesTheWriteOfAHolderThatWasOvertaken() throws Exception {
    FencedStore store = new FencedStore();
    Lease overtaken = coordination.lock("orders").acquire();
    store.write("a", overtaken.fencingToken());
    expireSession(client);

    try (CuratorFramework otherClient = connect(server.getConnectString());
        Coordination other = CuratorCoordination.over(otherClient);
        Lease lease = other.lock("orders").acquire()) {
      store.write("b", lease.fencingToken());
    }

    // As if this process had been paused between ensureHeld() and write().
    assertThatThrownBy(() -> store.write("c", overtaken.fencingToken()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.written).containsExactly("a", "b");
  }

  private static final class FencedStore implements OrderWriter.Store {
    final List<String> written = new ArrayList<>();
    private long greatestToken;

    @Override
    public void write(String order, long fencingToken) {
      if (fencingToken < greatestToken) {
        throw new IllegalStateException("stale token " + fencingToken);
      }
      greatestToken = fencingToken;
      written.add(order);
    }
  }

  @Test
  void aLeaseIsInDoubtWhileTheServerIsAwayAndHeldAgainAfterwards() throws Exception {
    try (Lease lease = coordination.lock("orders").acquire()) {
      server.stop();
      await().until(() -> lease.state() == LeaseState.SUSPECT);
      assertThat(lease.isHeld()).isFalse();

      server.restart(); // same port, same data: sessions that have not expired survive
      await().until(lease::isHeld);
    }
  }

  @Test
  void aRegistrationComesBackUnderTheNextSession() throws Exception {
    ServiceInstance self = ServiceInstance.builder("servers").id("hadoop102").build();
    try (CuratorFramework otherClient = connect(server.getConnectString());
        Coordination other = CuratorCoordination.over(otherClient);
        Membership servers = other.registry().watch("servers")) {
      Registration registration = coordination.registry().register(self);
      assertThat(servers.await(view -> view.find("hadoop102").isPresent(), PATIENCE)).isTrue();
      List<String> left = new CopyOnWriteArrayList<>();
      servers.subscribe(change -> change.left().forEach(instance -> left.add(instance.id())));

      expireSession(client);

      await().until(() -> left.contains("hadoop102"));
      assertThat(servers.await(view -> view.find("hadoop102").isPresent(), PATIENCE)).isTrue();
      await().until(() -> registration.state() == RegistrationState.REGISTERED);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);
}
