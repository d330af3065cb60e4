package io.coord.curator.testing;

import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.ZkServer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.OpCode;

/**
 * Shows whether a client still has watches. Only the client knows: when it removes one watcher from
 * a path, the server keeps its watch. But a client that reconnects sets its watches again, and no
 * others, unless it is configured to forget them.
 */
public final class ClientWatches {

  private ClientWatches() {}

  /** Makes the client reconnect, and fails if it sets a watch again. */
  public static void assertNone(CuratorFramework client, ZkServer server) {
    RequestCounts before = server.requests();
    reconnect(client, server);
    RequestCounts requests = server.requests().since(before);
    if (requests.of(OpCode.setWatches) + requests.of(OpCode.setWatches2) > 0) {
      throw new AssertionError("the client still watches something of " + server.watchedPaths());
    }
  }

  private static void reconnect(CuratorFramework client, ZkServer server) {
    try {
      server.dropConnection(client.getZookeeperClient().getZooKeeper().getSessionId());
      client.checkExists().forPath("/"); // served after the watches are set again
    } catch (KeeperException e) {
      throw new AssertionError("the client has not reconnected in time", e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
