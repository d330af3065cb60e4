package io.coord.curator;

import io.coord.ConnectionListener;
import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.NameRules;
import io.coord.Subscription;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.registry.ServiceRegistryImpl;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.Steps;
import io.coord.curator.internal.zookeeper.client.OwnedClient;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import io.coord.registry.ServiceRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A Coordination on one client: connects the engines and closes them in order. */
final class ClientCoordination implements Coordination {

  private static final Log log = Log.of(ClientCoordination.class);

  private final Connection connection;
  private final ClientOwnership ownership;
  private final Set<String> notLocks;
  private final LockManager locks;
  private final ServiceRegistryImpl registry;
  private final AtomicBoolean closed = new AtomicBoolean();

  ClientCoordination(
      Connection connection,
      ClientOwnership ownership,
      Set<String> notLocks,
      LockManager locks,
      ServiceRegistryImpl registry) {
    this.connection = connection;
    this.ownership = ownership;
    this.notLocks = notLocks;
    this.locks = locks;
    this.registry = registry;
  }

  @Override
  public DistributedLock lock(String name) {
    requireLock(name);
    return locks.lock(name);
  }

  @Override
  public DistributedLock lock(String name, LockOptions options) {
    requireLock(name);
    return locks.lock(name, options);
  }

  @Override
  public ServiceRegistry registry() {
    requireOpen();
    return registry;
  }

  @Override
  public ConnectionState connectionState() {
    return closed.get() ? ConnectionState.CLOSED : connection.state();
  }

  @Override
  public Subscription subscribe(ConnectionListener listener) {
    Objects.requireNonNull(listener, "listener");
    requireOpen();
    return connection.monitor().states().subscribe(listener);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Duration patience = patience();
    Steps.take(locks::close);
    switch (ownership) {
      case OURS ->
          Steps.take(
              registry::closeWithSession,
              connection.monitor().states()::closeForApplication,
              connection.monitor()::close,
              () ->
                  OwnedClient.close(connection.client(), connection.threads().workers(), patience),
              connection.threads()::close);
      case CALLERS -> {
        CompletableFuture<Void> removed = closeRegistry(Deadline.after(patience));
        Steps.take(connection.monitor().states()::closeForApplication);
        var unused =
            removed.whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    log.error("The registry could not be closed.", failure);
                  }
                  Steps.take(connection.monitor()::close, connection.threads()::close);
                });
      }
    }
  }

  /** Asks for no handle without a connection (C13: Curator blocks while it replaces one). */
  @Override
  public String toString() {
    String session =
        connection.canSend() ? ", session 0x" + Long.toHexString(connection.sessionId()) : "";
    String servers = connection.client().getZookeeperClient().getCurrentConnectionString();
    String namespace = connection.client().getNamespace();
    return "Coordination[%s%s, %s%s]"
        .formatted(
            connectionState(),
            session,
            servers,
            namespace.isEmpty() ? "" : ", namespace " + namespace);
  }

  /** Completes when nothing is left to remove; exceptionally if the closing failed. */
  private CompletableFuture<Void> closeRegistry(Deadline deadline) {
    try {
      return registry.close(deadline);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Zero while disconnected, or if this thread would have to deliver the reply. */
  private Duration patience() {
    return connection.isConnected() && !connection.threads().deliversReplies()
        ? connection.operationTimeout()
        : Duration.ZERO;
  }

  private void requireLock(String name) {
    NameRules.requireValid("lock name", name);
    if (notLocks.contains(NodeNames.encode(name))) {
      throw new IllegalArgumentException(
          "With the lock root \"/\" no lock can be called '%s': that name is reserved."
              .formatted(name));
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("This Coordination is closed.");
    }
  }
}
