package io.coord.curator.internal.zookeeper.session;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Threads;
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

/**
 * What every engine needs of the connection.
 *
 * @param client a started client
 * @param monitor follows that client
 * @param threads of this Coordination
 * @param operationTimeout how long a call of the application waits for the service
 */
public record Connection(
    CuratorFramework client, SessionMonitor monitor, Threads threads, Duration operationTimeout)
    implements SessionPort {

  private static final int DEFAULT_JUTE_MAXBUFFER = 0xfffff;

  @Override
  public ConnectionState state() {
    return monitor.states().state();
  }

  /**
   * The handle can be asked for without a wait then (hazard C13). Curator may know for long that it
   * is not connected before it tells so, if another listener holds it up (hazard C3).
   */
  @Override
  public boolean canSend() {
    return isConnected() && client.getZookeeperClient().isConnected();
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
   * The present handle. Paths given to it need {@link #absolute}.
   *
   * @throws UnavailableException if there is none at the moment
   */
  public ZooKeeper zooKeeper() {
    ZooKeeper handle;
    try {
      handle = client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      throw new UnavailableException("ZooKeeper cannot be reached at the moment.", e);
    }
    if (handle == null) { // while Curator begins or ends
      throw new UnavailableException("There is no connection to ZooKeeper at the moment.");
    }
    return handle;
  }

  @Override
  public int juteMaxBuffer() {
    try {
      return juteMaxBuffer(zooKeeper());
    } catch (UnavailableException e) {
      return DEFAULT_JUTE_MAXBUFFER;
    }
  }

  /** The same for requests of that handle. */
  public static int juteMaxBuffer(ZooKeeper handle) {
    return handle.getClientConfig().getInt(ZKConfig.JUTE_MAXBUFFER, DEFAULT_JUTE_MAXBUFFER);
  }

  /** The path as ZooKeeper knows it: with the client's namespace before it (hazard M9). */
  public String absolute(String path) {
    String namespace = client.getNamespace();
    if (namespace == null || namespace.isEmpty()) {
      return path;
    }
    return path.equals("/") ? "/" + namespace : "/" + namespace + path;
  }
}
