package io.coord.test.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * Ends sessions at the server, without their client: a second client joins the session with its id
 * and password and closes it. To the first client it looks like any other expiry.
 */
public final class Sessions {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration JOIN_TIME = Duration.ofSeconds(10);
  private static final long SERVERS_SECRET = 0xB3415C00L; // of ZooKeeperServer

  private Sessions() {}

  /** Ends the client's current session; returns once it has ended at the server. */
  public static void expire(CuratorFramework client) throws Exception {
    expire(
        client.getZookeeperClient().getZooKeeper(),
        client.getZookeeperClient().getCurrentConnectionString());
  }

  /** Ends the session, by way of a server at that address. */
  public static void expire(ZooKeeper session, String connectString) throws Exception {
    expire(session.getSessionId(), session.getSessionPasswd(), connectString);
  }

  /**
   * Ends the session of that id, by way of a server at that address.
   *
   * @return when it had ended, by {@link System#nanoTime}
   */
  public static long expire(long id, byte[] password, String connectString)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long ended = begin;
    // The first one may come back between the join and the end of it, and take the session along;
    // and as long as an ensemble has no leader nobody can join.
    KeeperState joined = join(connectString, id, password);
    while (joined != KeeperState.Expired) {
      if (joined == KeeperState.SyncConnected) {
        ended = System.nanoTime();
      }
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new AssertionError("session 0x" + Long.toHexString(id) + " does not end");
      }
      joined = join(connectString, id, password);
    }
    return ended;
  }

  /** The session's password, which is a function of its id on every server. */
  public static byte[] password(long id) {
    byte[] password = new byte[16];
    new Random(id ^ SERVERS_SECRET).nextBytes(password);
    return password;
  }

  /** Joins the session and ends it; Expired if it has ended, Disconnected if nobody lets us in. */
  private static KeeperState join(String connectString, long id, byte[] password)
      throws IOException, InterruptedException {
    BlockingQueue<KeeperState> states = new ArrayBlockingQueue<>(16);
    ZooKeeper second =
        new ZooKeeper(connectString, 10_000, event -> states.offer(event.getState()), id, password);
    try {
      long deadline = System.nanoTime() + JOIN_TIME.toNanos();
      KeeperState state = KeeperState.Disconnected;
      while (state == KeeperState.Disconnected) { // it keeps trying by itself
        state = states.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
      return state == null ? KeeperState.Disconnected : state;
    } finally {
      second.close();
    }
  }
}
