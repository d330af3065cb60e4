package io.coord.curator;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.UnavailableException;
import io.coord.curator.internal.lock.Locks;
import io.coord.curator.internal.membership.PathWatches;
import io.coord.curator.internal.registry.CuratorServiceRegistry;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.session.ConnectionLog;
import io.coord.curator.internal.session.SessionMonitor;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Reply;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.ZkErrors;
import io.coord.curator.internal.support.ZkErrors.Intent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.Code;

/** Puts a Coordination together from its settings. */
final class Assembly {

  private static final int ROOT_RETRY_MILLIS = 50;

  private Assembly() {}

  static Coordination connect(CuratorCoordination.Builder settings) {
    return connect(settings, new Threads());
  }

  /** Closes the threads with the Coordination. */
  static Coordination connect(CuratorCoordination.Builder settings, Threads threads) {
    CuratorFramework client = settings.client(threads);
    SessionMonitor monitor = SessionMonitor.follow(client, threads.callbacks());
    Connection connection = new Connection(client, monitor, threads, settings.operationTimeout);
    Coordination coordination =
        new ClientCoordination(
            connection,
            settings.ownership,
            new Locks(
                connection, settings.lockRoot, settings.ownerLabel, settings.defaultLockOptions),
            new CuratorServiceRegistry(
                connection,
                new PathWatches(connection, settings.ownership == ClientOwnership.OURS),
                settings.serviceRoot,
                new CodecFormat(settings.instanceCodec),
                settings.maxPayloadBytes));
    var unused =
        monitor.observe(
            threads.engine(), new ConnectionLog(connection::sessionId, System::nanoTime));
    if (settings.ownership == ClientOwnership.OURS) {
      client.start();
    }
    if (!settings.connectTimeout.isZero()) {
      awaitConnection(settings, connection, coordination);
    }
    return coordination;
  }

  private static void awaitConnection(
      CuratorCoordination.Builder settings, Connection connection, Coordination coordination) {
    String servers = connection.client().getZookeeperClient().getCurrentConnectionString();
    CompletableFuture<Void> connected = new CompletableFuture<>();
    var watching =
        connection
            .monitor()
            .observe(
                connection.threads().engine(),
                state -> {
                  if (state == ConnectionState.CONNECTED) {
                    connected.complete(null);
                  }
                });
    try {
      Deadline deadline = Deadline.after(settings.connectTimeout);
      connected.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      requireRoot(connection, servers, deadline);
    } catch (TimeoutException | ExecutionException e) {
      coordination.close();
      throw new UnavailableException(
          "No ZooKeeper server answered at %s within %s. Is one running there, and is the address right?"
              .formatted(servers, settings.connectTimeout),
          e);
    } catch (InterruptedException e) {
      coordination.close();
      Thread.currentThread().interrupt();
      throw new UnavailableException("Interrupted while connecting to " + servers, e);
    } catch (RuntimeException e) {
      coordination.close();
      throw e;
    } finally {
      watching.close();
    }
  }

  /**
   * A client with a chroot that does not exist connects, and fails at its first use (hazard C8).
   */
  private static void requireRoot(Connection connection, String servers, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Reply reply = lookAtRoot(connection, deadline);
    while (!reply.ok() && ZkErrors.isTransient(reply.code())) {
      TimeUnit.MILLISECONDS.sleep(ROOT_RETRY_MILLIS); // the connection went again
      reply = lookAtRoot(connection, deadline);
    }
    if (!reply.ok() && reply.code() != Code.NOAUTH) {
      throw ZkErrors.translate(reply.code(), Intent.READ, "look at the root of " + servers);
    }
  }

  private static Reply lookAtRoot(Connection connection, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    return Background.start(
            callback -> connection.client().checkExists().inBackground(callback).forPath("/"))
        .get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
  }
}
