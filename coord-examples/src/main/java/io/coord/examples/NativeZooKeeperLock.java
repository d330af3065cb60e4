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
 * A distributed lock on ZooKeeper's own API alone: what a careful programmer writes by hand, to
 * read and compare. Each contender creates an ephemeral sequential node {@code seq-} below the
 * lock's node. The contender with the smallest number holds the lock. Every other contender watches
 * its predecessor, so a release wakes a single contender and not the whole herd.
 *
 * <p>What the raw API leaves to you, and this class handles: waiting for the connection; watches
 * that fire only once; a predecessor that disappears before it is watched; an interrupt while
 * waiting; a session that expires while waiting.
 *
 * <p>What this class does not handle: it is not reentrant (a second {@link #lock} on the same
 * object is an error). After a {@link KeeperException.ConnectionLossException} it is unknown
 * whether the node was created, so the object has to be closed, which ends the session and deletes
 * all its nodes. And above all, a holder whose session expires, for example because its process was
 * paused, does not find out before it touches what the lock protects.
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
   * Creates a contender for the lock at this path, with its own session. Waits for the connection
   * as long as it takes.
   */
  static NativeZooKeeperLock connect(String connectString, String root, int sessionTimeoutMillis)
      throws IOException, InterruptedException, KeeperException {
    // The constructor only starts to connect: an immediate request may fail with ConnectionLoss.
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

  /** Waits for the lock. If this throws, no node of this contender outlives its session. */
  void lock() throws KeeperException, InterruptedException {
    if (node != null) {
      throw new IllegalStateException("This lock is not reentrant, and it is already held.");
    }
    String path =
        zooKeeper.create(
            root + "/" + PREFIX, NO_DATA, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    String mine = path.substring(root.length() + 1);
    try {
      awaitTurn(mine);
      node = mine;
    } catch (KeeperException | InterruptedException | RuntimeException e) {
      withdraw(mine, e); // otherwise everybody behind would wait for a contender that has left
      throw e;
    }
  }

  /** Releases the lock. */
  void unlock() throws KeeperException, InterruptedException {
    String mine = node;
    if (mine == null) {
      throw new IllegalStateException("This lock is not held.");
    }
    node = null;
    // A NoNodeException means that the lock was lost: another contender may have it by now.
    zooKeeper.delete(root + "/" + mine, -1);
  }

  /** {@return the name of the node that holds the lock} */
  String node() {
    String mine = node;
    if (mine == null) {
      throw new IllegalStateException("This lock is not held.");
    }
    return mine;
  }

  /** Ends the session, which deletes every node that it created. */
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
      // All names have the same prefix and ten digits, so text order is the order of arrival.
      List<String> queue = zooKeeper.getChildren(root, false).stream().sorted().toList();
      int place = queue.indexOf(mine);
      if (place < 0) {
        throw new KeeperException.NoNodeException(root + "/" + mine); // somebody deleted it
      }
      if (place == 0) {
        return;
      }
      awaitEvent(root + "/" + queue.get(place - 1));
      // It may not be our turn: the predecessor may have given up while others are still ahead of
      // us. And a watch fires only once. So whatever happened, list again.
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
      // getData, not exists: if the node is gone, exists would leave a watch for its re-creation.
      zooKeeper.getData(predecessor, watcher, null);
      happened.await();
    } catch (KeeperException.NoNodeException e) {
      // It disappeared between getChildren and the watch, so there will be no event.
    }
  }

  /** Ignores a lost connection, which the watch survives; the end of the session counts. */
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
        // Another contender was faster, or the node already existed.
      }
    }
  }

  private void withdraw(String mine, Exception reason) {
    try {
      zooKeeper.delete(root + "/" + mine, -1);
    } catch (KeeperException e) {
      reason.addSuppressed(e); // the node goes with the session
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the node goes with the session
    }
  }
}
