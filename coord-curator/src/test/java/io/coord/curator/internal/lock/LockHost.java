package io.coord.curator.internal.lock;

import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.session.SessionMonitor;
import io.coord.curator.internal.support.Threads;
import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;

/** A process as far as locks go: what a Coordination over this client would have of them. */
final class LockHost implements AutoCloseable {

  static final String ROOT = "/locks";

  final CuratorFramework client;
  final Connection connection;
  final Locks locks;

  private LockHost(CuratorFramework client, Duration operationTimeout) {
    this.client = client;
    Threads threads = new Threads();
    SessionMonitor monitor = SessionMonitor.follow(client, threads.callbacks());
    this.connection = new Connection(client, monitor, threads, operationTimeout);
    this.locks = new Locks(connection, ROOT, "label of " + hashCode(), LockOptions.defaults());
  }

  /** Over a client that stays the caller's, once that is connected. */
  static LockHost over(CuratorFramework client) {
    LockHost host = unconnected(client, Duration.ofSeconds(5));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(host.connection.monitor()::isConnected);
    return host;
  }

  static LockHost unconnected(CuratorFramework client, Duration operationTimeout) {
    return new LockHost(client, operationTimeout);
  }

  DistributedLock lock(String name) {
    return locks.lock(name);
  }

  DistributedLock lock(String name, LockOptions options) {
    return locks.lock(name, options);
  }

  long session() {
    return connection.sessionId();
  }

  @Override
  public void close() {
    locks.close();
    connection.monitor().close();
    connection.threads().close();
  }
}
