package io.coord.test.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;

/**
 * Plain Curator clients for tests, with the given session timeout and without the ensemble tracker,
 * so they keep the address they were given. Closes them all, the last one first.
 */
public final class Clients implements AutoCloseable {

  private static final int CONNECTION_TIMEOUT_MILLIS = 5000;

  private final int sessionTimeoutMillis;
  private final Deque<CuratorFramework> open = new ArrayDeque<>();

  public Clients(int sessionTimeoutMillis) {
    this.sessionTimeoutMillis = sessionTimeoutMillis;
  }

  /** A connected client. */
  public CuratorFramework connected(String connectString) {
    return connected(builder(connectString));
  }

  /** A client of this builder, connected, and no listener is yet to be told; this closes it. */
  public CuratorFramework connected(CuratorFrameworkFactory.Builder builder) {
    FirstConnection connection = new FirstConnection();
    CuratorFramework client =
        started(builder.connectionStateListenerManagerFactory(unused -> connection));
    try {
      if (!connection.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "nobody answers at " + client.getZookeeperClient().getCurrentConnectionString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return client;
  }

  /** A started client, which may or may not be connected. */
  public CuratorFramework started(String connectString) {
    return started(builder(connectString));
  }

  /** A client of this builder, started; this closes it. */
  public synchronized CuratorFramework started(CuratorFrameworkFactory.Builder builder) {
    CuratorFramework client = builder.build();
    client.start();
    open.push(client);
    return client;
  }

  /**
   * A started client that accepts replies of at most that many bytes; a larger one costs the
   * connection.
   */
  public CuratorFramework startedWithJuteMaxBuffer(String connectString, int bytes) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKConfig.JUTE_MAXBUFFER, String.valueOf(bytes));
    return started(builder(connectString).zkClientConfig(config));
  }

  /** The settings that all clients here share. */
  public CuratorFrameworkFactory.Builder builder(String connectString) {
    return CuratorFrameworkFactory.builder()
        .connectString(connectString)
        .sessionTimeoutMs(sessionTimeoutMillis)
        .connectionTimeoutMs(CONNECTION_TIMEOUT_MILLIS)
        .retryPolicy(new RetryOneTime(100))
        .simulatedSessionExpirationPercent(33)
        .runSafeService(Runnable::run) // Curator's own thread for it would outlive the client
        .ensembleTracker(false);
  }

  /**
   * For clients whose session survives disconnections: Curator gives it up only after the whole
   * timeout, not after a third as usual here.
   */
  public CuratorFrameworkFactory.Builder patientBuilder(String connectString) {
    return builder(connectString).simulatedSessionExpirationPercent(100);
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
