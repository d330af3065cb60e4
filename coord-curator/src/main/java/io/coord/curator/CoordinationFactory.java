package io.coord.curator;

import io.coord.Coordination;
import io.coord.curator.internal.engine.election.Elections;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.membership.Memberships;
import io.coord.curator.internal.engine.queue.QueueBackends;
import io.coord.curator.internal.engine.registry.ServiceRegistryImpl;
import io.coord.curator.internal.engine.session.ConnectionLog;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.client.Connecting;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.internal.zookeeper.membership.ServiceNodes;
import io.coord.curator.internal.zookeeper.registry.InstanceNodes;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.CuratorFramework;

/** Assembles a Coordination from its settings. */
final class CoordinationFactory {

  private CoordinationFactory() {}

  static Coordination connect(CuratorCoordination.Builder settings) {
    return connect(settings, new ThreadPools(ReplyThreads::include));
  }

  /** The Coordination closes the threads; if none can be created, this does. */
  static Coordination connect(CuratorCoordination.Builder settings, ThreadPools threads) {
    Connection connection;
    Coordination coordination;
    try {
      Roots roots = new Roots(settings.lockRoot, settings.serviceRoot, settings.electionRoot);
      connection = connection(settings, threads);
      coordination = coordination(settings, roots, connection);
    } catch (RuntimeException | Error e) {
      threads.close();
      throw e;
    }
    try {
      if (settings.ownership == ClientOwnership.OURS) {
        connection.client().start();
      }
      if (!settings.connectTimeout.isZero()) {
        new Connecting(connection, settings.connectTimeout).await();
      }
    } catch (RuntimeException | Error e) {
      coordination.close();
      throw e;
    }
    return coordination;
  }

  private static Connection connection(CuratorCoordination.Builder settings, ThreadPools threads) {
    CuratorFramework client = settings.client(threads);
    SessionMonitor monitor =
        SessionMonitor.follow(client, new ConnectionStateMachine(threads.callbacks()));
    Connection connection = new Connection(client, monitor, threads, settings.operationTimeout);
    var unused =
        connection.observe(
            threads.engine(), new ConnectionLog(connection::sessionId, threads.timer()::nanoTime));
    return connection;
  }

  private static Coordination coordination(
      CuratorCoordination.Builder settings, Roots roots, Connection connection) {
    boolean topIsServers = connection.absolute("/").equals("/");
    LockManager locks =
        new LockManager(
            connection,
            proof ->
                new QueueBackends(
                    connection,
                    new LockQueues(connection),
                    proof,
                    settings.lockRoot,
                    settings.ownerLabel.getBytes(StandardCharsets.UTF_8)),
            settings.defaultLockOptions);
    Memberships memberships =
        new Memberships(
            connection, new ServiceNodes(connection, settings.ownership == ClientOwnership.OURS));
    return new ClientCoordination(
        connection,
        settings.ownership,
        roots.notLocks(topIsServers),
        locks,
        new Elections(
            connection,
            locks,
            memberships,
            new ElectionFormat(),
            settings.electionRoot,
            roots.notElections(topIsServers),
            settings.maxPayloadBytes),
        new ServiceRegistryImpl(
            connection,
            memberships,
            new InstanceNodes(connection),
            settings.serviceRoot,
            roots.notServices(topIsServers),
            new SafeCodec(settings.instanceCodec),
            settings.maxPayloadBytes));
  }
}
