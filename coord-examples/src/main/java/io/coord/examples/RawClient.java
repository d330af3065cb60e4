package io.coord.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * ZooKeeper's own client, connected: a witness that does not depend on Coord. The constructor of
 * ZooKeeper's client returns before there is a connection, so its users must wait for the first
 * event, as this class does.
 */
public final class RawClient implements AutoCloseable {

  private static final int SESSION_MILLIS = 10_000;

  private final ZooKeeper zooKeeper;

  private RawClient(ZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  /**
   * Connects.
   *
   * @throws UserMistake if no server replies in time
   */
  public static RawClient connect(String connectString, Duration maxWait)
      throws InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    try {
      ZooKeeper zooKeeper =
          new ZooKeeper(
              connectString,
              SESSION_MILLIS,
              event -> {
                if (event.getState() == KeeperState.SyncConnected) {
                  connected.countDown();
                }
              });
      if (connected.await(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        return new RawClient(zooKeeper);
      }
      zooKeeper.close();
    } catch (IOException e) {
      throw new UserMistake("Cannot connect to " + connectString + ": " + e.getMessage(), e);
    }
    throw new UserMistake(ConnectOption.noAnswer(connectString));
  }

  public ZooKeeper zooKeeper() {
    return zooKeeper;
  }

  boolean exists(String path) throws InterruptedException {
    try {
      return zooKeeper.exists(path, false) != null;
    } catch (KeeperException e) {
      throw new IllegalStateException("Could not read " + path, e);
    }
  }

  /** {@return the names of a node's children, sorted} */
  List<String> children(String path) throws InterruptedException {
    try {
      return zooKeeper.getChildren(path, false).stream().sorted().toList();
    } catch (KeeperException e) {
      throw new IllegalStateException("Could not read " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      zooKeeper.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
