package io.coord.curator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.test.internal.Clients;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import io.coord.test.internal.ZkServer;
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
 * it closes them, the last one first, and fails the test if a thread, a watch or an ephemeral node
 * is left.
 *
 * <pre>{@code
 * @RegisterExtension static final ZkTest zk = new ZkTest();
 * }</pre>
 */
public final class ZkTest
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  static {
    Awaitility.setDefaultTimeout(Views.PATIENCE); // the default of 10 s is short for a busy machine
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

  /** For tests that need more than {@link #client}. */
  public Clients clients() {
    return clients;
  }

  /** A client behind that proxy whose session survives disconnections. */
  public CuratorFramework patientClient(TcpProxy proxy) {
    return clients.started(clients.patientBuilder(proxy.connectString()));
  }

  /** A connected client with the permissions of {@code Ids.AUTH_IDS}. */
  public CuratorFramework admin() {
    return clients.connected(
        clients
            .builder(server.connectString())
            .authorization("digest", "admin:secret".getBytes(StandardCharsets.UTF_8)));
  }

  /** A Coordination with its own client, as another process would have it. */
  public Coordination coordination() {
    return closing(builder().connect());
  }

  /** As {@link #coordination()}, behind that proxy. */
  public Coordination coordination(TcpProxy proxy) {
    return closing(builder(proxy.connectString()).connect());
  }

  /** For a Coordination with other settings; pass it to {@link #closing}. */
  public CuratorCoordination.Builder builder() {
    return builder(server.connectString());
  }

  /** As {@link #builder()}, at another address. */
  public CuratorCoordination.Builder builder(String connectString) {
    return CuratorCoordination.builder(connectString)
        .sessionTimeout(Duration.ofMillis(sessionTimeoutMillis()))
        .connectTimeout(Duration.ofSeconds(30));
  }

  /** The session timeout of the clients created here. */
  public int sessionTimeoutMillis() {
    return SESSION_TICKS * server.tickTime();
  }

  /** A proxy in front of the server. */
  public TcpProxy proxy() {
    return closing(TcpProxy.to(server.port()));
  }

  /** Waits until there are that many ephemeral nodes. */
  public void awaitEphemerals(int count) {
    Awaitility.await("ephemeral nodes")
        .untilAsserted(() -> assertThat(server.ephemerals()).hasSize(count));
  }

  /** Waits until the server has received no request for that long. */
  public void awaitSilence(Duration time) {
    Awaitility.await("silence")
        .until(
            () -> {
              RequestCounts before = server.requests();
              Time.pass(time);
              return server.requests().since(before).total() == 0;
            });
  }

  /** Closes it at the end of the test. */
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
