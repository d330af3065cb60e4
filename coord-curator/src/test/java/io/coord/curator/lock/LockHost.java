package io.coord.curator.lock;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.queue.QueueBackends;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;

/** A process as far as locks go: what a Coordination over this client would have of them. */
public final class LockHost implements AutoCloseable {

  public static final String ROOT = "/locks";

  public final CuratorFramework client;
  public final Connection connection;
  public final LockManager locks;

  private LockHost(CuratorFramework client, Duration operationTimeout) {
    this.client = client;
    ThreadPools threads = new ThreadPools(ReplyThreads::include);
    SessionMonitor monitor =
        SessionMonitor.follow(client, new ConnectionStateMachine(threads.callbacks()));
    this.connection = new Connection(client, monitor, threads, operationTimeout);
    this.locks =
        new LockManager(
            connection,
            proof ->
                new QueueBackends(connection, new LockQueues(connection), proof, ROOT, label()),
            LockOptions.defaults());
  }

  /** Over a client that stays the caller's, once that is connected. */
  public static LockHost over(CuratorFramework client) {
    LockHost host = unconnected(client, Duration.ofSeconds(5));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(host.connection::isConnected);
    return host;
  }

  public static LockHost unconnected(CuratorFramework client, Duration operationTimeout) {
    return new LockHost(client, operationTimeout);
  }

  private byte[] label() {
    return ("label of " + hashCode()).getBytes(StandardCharsets.UTF_8);
  }

  public DistributedLock lock(String name) {
    return locks.lock(name);
  }

  public DistributedLock lock(String name, LockOptions options) {
    return locks.lock(name, options);
  }

  public long session() {
    return connection.sessionId();
  }

  @Override
  public void close() {
    locks.close();
    connection.monitor().close();
    connection.threads().close();
  }
}
