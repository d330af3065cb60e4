package io.coord.examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * A distributed lock on ZooKeeper's own API and nothing else: what a careful programmer writes by
 * hand, here to be read and compared. Each contender puts an ephemeral sequential node {@code seq-}
 * below the lock's node. The smallest holds the lock; every other one watches the one before it, so
 * that a release wakes a single contender and not the herd.
 *
 * <p>What the raw API leaves to you, and this class does: waiting for the connection; watches that
 * fire only once; a predecessor that vanishes before it is watched; an interrupt while waiting; a
 * session that expires while waiting.
 *
 * <p>What this class leaves open: there is no re-entry (the second {@link #lock} of one object is
 * an error). After a {@link KeeperException.ConnectionLossException} nobody knows whether the node
 * was made, so the object has to be closed, which ends the session and every node of it. And above
 * all: a holder whose session expires, for example because its process was paused, is not told
 * before it touches what the lock protects.
 *
 * <p>One object is one contender, for one thread at a time.
 */
final class NativeZooKeeperLock implements AutoCloseable {

  private static final String PREFIX = "seq-";
  private static final byte[] NO_DATA = {};

  private final ZooKeeper zooKeeper;
  private final String root;
  private @Nullable String node; // the name of this contender's node while it has one

  private NativeZooKeeperLock(ZooKeeper zooKeeper, String root) {
    this.zooKeeper = zooKeeper;
    this.root = root;
  }

  /**
   * A contender for the lock at that path, on a session of its own. Waits for the connection as
   * long as it takes.
   */
  static NativeZooKeeperLock connect(String connectString, String root, int sessionTimeoutMillis)
      throws IOException, InterruptedException, KeeperException {
    // The constructor only begins to connect: a request sent at once may fail with ConnectionLoss.
    CountDownLatch connected = new CountDownLatch(1);
    Watcher onceConnected =
        event -> {
          if (event.getState() == KeeperState.SyncConnected) {
            connected.countDown();
          }
        };
    ZooKeeper zooKeeper = new ZooKeeper(connectString, sessionTimeoutMillis, onceConnected);
    try {
      connected.await();
      NativeZooKeeperLock lock = new NativeZooKeeperLock(zooKeeper, root);
      lock.createRoot();
      return lock;
    } catch (InterruptedException | KeeperException e) {
      zooKeeper.close();
      throw e;
    }
  }

  /** Waits for the lock. When this throws, no node of this contender stays beyond its session. */
  void lock() throws KeeperException, InterruptedException {
    if (node != null) {
      throw new IllegalStateException("This lock is not reentrant, and it is held already.");
    }
    String path =
        zooKeeper.create(
            root + "/" + PREFIX, NO_DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    String mine = path.substring(root.length() + 1);
    try {
      awaitTurn(mine);
      node = mine;
    } catch (KeeperException | InterruptedException | RuntimeException e) {
      withdraw(mine, e); // or else everybody behind would wait for a contender that has left
      throw e;
    }
  }

  /** Gives the lock back. */
  void unlock() throws KeeperException, InterruptedException {
    String mine = node;
    if (mine == null) {
      throw new IllegalStateException("This lock is not held.");
    }
    node = null;
    // NoNodeException here means that the lock had been lost: somebody else may have it by now.
    zooKeeper.delete(root + "/" + mine, -1);
  }

  /** The name of the node by which the lock is held. */
  String node() {
    String mine = node;
    if (mine == null) {
      throw new IllegalStateException("This lock is not held.");
    }
    return mine;
  }

  /** Ends the session, and with it every node it made. */
  @Override
  public void close() {
    try {
      zooKeeper.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTurn(String mine) throws KeeperException, InterruptedException {
    while (true) {
      // All names have one prefix and ten digits, so the order of text is the order of arrival.
      List<String> queue = zooKeeper.getChildren(root, false).stream().sorted().toList();
      int place = queue.indexOf(mine);
      if (place < 0) {
        throw new KeeperException.NoNodeException(root + "/" + mine); // deleted by somebody
      }
      if (place == 0) {
        return;
      }
      awaitEvent(root + "/" + queue.get(place - 1));
      // Not necessarily our turn: the one before may have given up with others still before it. And
      // a watch fires once, so whatever happened, look again.
    }
  }

  private void awaitEvent(String predecessor) throws KeeperException, InterruptedException {
    CountDownLatch happened = new CountDownLatch(1);
    Watcher watcher =
        event -> {
          if (concernsTheNode(event)) {
            happened.countDown();
          }
        };
    try {
      // getData and not exists: for a node that is gone, exists would leave a watch for its return.
      zooKeeper.getData(predecessor, watcher, null);
      happened.await();
    } catch (KeeperException.NoNodeException e) {
      // It vanished between getChildren and the watch, so no event will come.
    }
  }

  /**
   * A lost connection comes here too, but the watch survives it; the end of the session ends all.
   */
  private static boolean concernsTheNode(WatchedEvent event) {
    return event.getType() != EventType.None
        || event.getState() == KeeperState.Expired
        || event.getState() == KeeperState.Closed;
  }

  private void createRoot() throws KeeperException, InterruptedException {
    StringBuilder path = new StringBuilder();
    for (String segment : root.substring(1).split("/", -1)) {
      path.append('/').append(segment);
      try {
        zooKeeper.create(path.toString(), NO_DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      } catch (KeeperException.NodeExistsException e) {
        // Another contender was faster, or the node has been there for long.
      }
    }
  }

  private void withdraw(String mine, Exception reason) {
    try {
      zooKeeper.delete(root + "/" + mine, -1);
    } catch (KeeperException e) {
      reason.addSuppressed(e); // it goes with the session
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it goes with the session
    }
  }
}
