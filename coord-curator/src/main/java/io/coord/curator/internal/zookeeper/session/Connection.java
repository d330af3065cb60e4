package io.coord.curator.internal.zookeeper.session;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.ThreadPools;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;

/** What the engines need from the connection. Thread-safe. */
public final class Connection implements SessionPort {

  private static final int DEFAULT_JUTE_MAXBUFFER = 0xfffff;

  private final CuratorFramework client;
  private final SessionMonitor monitor;
  private final ThreadPools threads;
  private final Duration operationTimeout;
  private volatile @Nullable ZooKeeper last; // the last handle that was obtained

  /**
   * Sends nothing.
   *
   * @param client a started client
   * @param monitor follows that client
   * @param threads this Coordination's
   * @param operationTimeout how long the application's calls wait for the service
   */
  public Connection(
      CuratorFramework client,
      SessionMonitor monitor,
      ThreadPools threads,
      Duration operationTimeout) {
    this.client = client;
    this.monitor = monitor;
    this.threads = threads;
    this.operationTimeout = operationTimeout;
  }

  public CuratorFramework client() {
    return client;
  }

  public SessionMonitor monitor() {
    return monitor;
  }

  @Override
  public ThreadPools threads() {
    return threads;
  }

  @Override
  public Duration operationTimeout() {
    return operationTimeout;
  }

  @Override
  public ConnectionState state() {
    return monitor.states().state();
  }

  /**
   * Curator may know that it is disconnected long before it reports that, if another listener holds
   * it up (hazard C3).
   */
  @Override
  public boolean canSend() {
    return isConnected() && isClientConnected();
  }

  private boolean isClientConnected() {
    return client.getZookeeperClient().isConnected();
  }

  @Override
  public long connectionEpoch() {
    return monitor.states().epoch();
  }

  @Override
  public Subscription observe(Executor executor, Consumer<ConnectionState> observer) {
    return monitor.states().observe(executor, observer);
  }

  @Override
  public CompletableFuture<Void> whenClosed() {
    return monitor.states().whenClosed();
  }

  @Override
  public boolean isClientClosed() {
    return client.getState() == CuratorFrameworkState.STOPPED;
  }

  @Override
  public @Nullable Handle handle() {
    try {
      return new ZkHandle(zooKeeper(), this::absolute);
    } catch (UnavailableException e) {
      return null;
    }
  }

  @Override
  public long grantedTimeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(
        Math.max(0, client.getZookeeperClient().getLastNegotiatedSessionTimeoutMs()));
  }

  /**
   * The current handle, which needs {@link #absolute} paths. Never blocks: Curator holds a lock
   * while it replaces a handle, so it is not asked while disconnected, and once for each handle
   * (hazard C13).
   *
   * @throws UnavailableException if the client is not connected at the moment
   */
  public ZooKeeper zooKeeper() {
    if (!isClientConnected()) {
      throw new UnavailableException("There is no connection to ZooKeeper at the moment.");
    }
    ZooKeeper known = last;
    return known != null && known.getState().isConnected() ? known : awaitZooKeeper();
  }

  /**
   * The current handle, connected or not. Blocks while Curator replaces it, so call this on workers
   * only (hazard C13).
   *
   * @throws UnavailableException if there is none; with the cause if none can be created
   */
  public ZooKeeper awaitZooKeeper() {
    ZooKeeper handle;
    try {
      handle = client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      throw new UnavailableException("ZooKeeper cannot be reached at the moment.", e);
    }
    if (handle == null) { // while Curator starts or closes
      throw new UnavailableException("There is no connection to ZooKeeper at the moment.");
    }
    last = handle;
    return handle;
  }

  /** Without a connection, the limit of the last handle. */
  @Override
  public int juteMaxBuffer() {
    ZooKeeper handle = last;
    try {
      handle = zooKeeper();
    } catch (UnavailableException e) {
      // All handles of a client have the same setting.
    }
    return handle == null ? DEFAULT_JUTE_MAXBUFFER : juteMaxBuffer(handle);
  }

  /** The same for one handle. */
  public static int juteMaxBuffer(ZooKeeper handle) {
    return handle.getClientConfig().getInt(ZKConfig.JUTE_MAXBUFFER, DEFAULT_JUTE_MAXBUFFER);
  }

  /** The path as ZooKeeper knows it: prefixed with the client's namespace (hazard M9). */
  public String absolute(String path) {
    String namespace = client.getNamespace();
    if (namespace == null || namespace.isEmpty()) {
      return path;
    }
    return path.equals("/") ? "/" + namespace : "/" + namespace + path;
  }
}
