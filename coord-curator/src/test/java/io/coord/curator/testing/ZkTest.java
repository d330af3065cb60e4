package io.coord.curator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server for a test class, and clients and other resources for each of its tests. After each test
 * it closes them, the last first, and fails the test if a thread, a watch or an ephemeral node is
 * left.
 *
 * <pre>{@code
 * @RegisterExtension static final ZkTest zk = new ZkTest();
 * }</pre>
 */
public final class ZkTest
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  static {
    Awaitility.setDefaultTimeout(Views.PATIENCE); // the usual 10 s are few for a busy machine
  }

  private static final int DEFAULT_TICK_MILLIS = 500;
  private static final int SESSION_TICKS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ZkServer server;
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private Clients clients;
  private int classes; // the test class and the nested ones that are being run

  /** With ticks of 500 ms, and clients with a session timeout of 20 ticks. */
  public ZkTest() {
    this(DEFAULT_TICK_MILLIS);
  }

  /** With ticks of that many milliseconds, and clients with a session timeout of 20 ticks. */
  public ZkTest(int tickTime) {
    this.server = new ZkServer(tickTime);
  }

  public ZkServer server() {
    return server;
  }

  /** A client that is connected to the server. */
  public CuratorFramework client() {
    return clients.connected(server.connectString());
  }

  /** For clients that need more than {@link #client}. */
  public Clients clients() {
    return clients;
  }

  /** A client by way of that proxy whose session outlives disconnections. */
  public CuratorFramework patientClient(TcpProxy proxy) {
    return clients.started(clients.patientBuilder(proxy.connectString()));
  }

  /** A client that is connected and may do what {@code Ids.AUTH_IDS} are permitted. */
  public CuratorFramework admin() {
    return clients.connected(
        clients
            .builder(server.connectString())
            .authorization("digest", "admin:secret".getBytes(StandardCharsets.UTF_8)));
  }

  /** A Coordination of its own client, as a process of its own would have it. */
  public Coordination coordination() {
    return closing(builder().connect());
  }

  /** As {@link #coordination()}, by way of that proxy. */
  public Coordination coordination(TcpProxy proxy) {
    return closing(builder(proxy.connectString()).connect());
  }

  /** For a Coordination with other settings; to be given to {@link #closing}. */
  public CuratorCoordination.Builder builder() {
    return builder(server.connectString());
  }

  /** As {@link #builder()}, at another address. */
  public CuratorCoordination.Builder builder(String connectString) {
    return CuratorCoordination.builder(connectString)
        .sessionTimeout(Duration.ofMillis(sessionTimeoutMillis()))
        .connectTimeout(Duration.ofSeconds(30));
  }

  /** Of the clients made here. */
  public int sessionTimeoutMillis() {
    return SESSION_TICKS * server.tickTime();
  }

  /** A proxy before the server. */
  public TcpProxy proxy() {
    return closing(TcpProxy.to(server.port()));
  }

  /** Waits until that many ephemeral nodes are there. */
  public void awaitEphemerals(int count) {
    Awaitility.await("ephemeral nodes")
        .untilAsserted(() -> assertThat(server.ephemerals()).hasSize(count));
  }

  /** Waits until the server is asked nothing for so long. */
  public void awaitSilence(Duration time) {
    Awaitility.await("silence")
        .until(
            () -> {
              RequestCounts before = server.requests();
              Time.pass(time);
              return server.requests().since(before).total() == 0;
            });
  }

  /** Has it closed at the end of the test. */
  public synchronized <T extends AutoCloseable> T closing(T resource) {
    resources.push(resource);
    return resource;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // A machine may stand still for seconds: only what never comes is to fail a test. Set for each
    // class, as another one in the same JVM may have reset it.
    Awaitility.setDefaultTimeout(PATIENCE);
    if (classes++ == 0) {
      server.start();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!server.isRunning()) {
      server.start();
    }
    clients = closing(new Clients(sessionTimeoutMillis()));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!resources.isEmpty()) {
      resources.pop().close();
    }
    NoLeaks.ofThreadsAndClients();
    NoLeaks.at(server);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--classes == 0) {
      server.close();
    }
  }
}
