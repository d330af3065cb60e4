package io.coord.curator;

import io.coord.ConnectionListener;
import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.NameRules;
import io.coord.Subscription;
import io.coord.curator.internal.engine.election.Elections;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.registry.ServiceRegistryImpl;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.Steps;
import io.coord.curator.internal.zookeeper.client.OwnedClient;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.election.LeaderElection;
import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import io.coord.registry.ServiceRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A Coordination on one client: connects the engines and closes them in order. */
final class ClientCoordination implements Coordination {

  private static final Log log = Log.of(ClientCoordination.class);

  private final Connection connection;
  private final ClientOwnership ownership;
  private final Set<String> notLocks;
  private final LockManager locks;
  private final Elections elections;
  private final ServiceRegistryImpl registry;
  private final AtomicBoolean closed = new AtomicBoolean();

  ClientCoordination(
      Connection connection,
      ClientOwnership ownership,
      Set<String> notLocks,
      LockManager locks,
      Elections elections,
      ServiceRegistryImpl registry) {
    this.connection = connection;
    this.ownership = ownership;
    this.notLocks = notLocks;
    this.locks = locks;
    this.elections = elections;
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
  public LeaderElection election(String name) {
    return elections.election(name);
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
    CompletableFuture<Void> tasks = close(elections::close);
    Duration patience = patience();
    Steps.take(locks::close);
    if (ownership == ClientOwnership.OURS && tasks.isDone()) {
      Steps.take(registry::closeWithSession, connection.monitor().states()::closeForApplication);
      end(patience);
      return;
    }
    CompletableFuture<Void> removed = close(() -> registry.close(Deadline.after(patience)));
    Steps.take(connection.monitor().states()::closeForApplication);
    var unused =
        CompletableFuture.allOf(tasks, removed).whenComplete((nothing, failure) -> endAtLast());
  }

  /**
   * The last thing that had to be waited for is over: the removal of a registration, or a leader's
   * task, whose lease was kept until then.
   */
  private void endAtLast() {
    switch (ownership) {
      case OURS -> connection.threads().callbacks().execute(() -> end(patience())); // it waits
      case CALLERS -> end(Duration.ZERO);
    }
  }

  private void end(Duration patience) {
    Steps.take(connection.monitor()::close);
    if (ownership == ClientOwnership.OURS) {
      Steps.take(
          () -> OwnedClient.close(connection.client(), connection.threads().workers(), patience));
    }
    Steps.take(connection.threads()::close);
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

  /** Completes when nothing is left to wait for, even if the closing failed. */
  private static CompletableFuture<Void> close(Supplier<CompletableFuture<Void>> part) {
    try {
      return part.get()
          .exceptionally(
              failure -> {
                log.error("A part of the Coordination could not be closed.", failure);
                return null;
              });
    } catch (RuntimeException | Error e) {
      log.error("A part of the Coordination could not be closed.", e);
      return CompletableFuture.completedFuture(null);
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
