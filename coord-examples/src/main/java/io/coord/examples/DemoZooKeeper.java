package io.coord.examples;

import io.coord.curator.CuratorCoordination;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooKeeper;

/**
 * The ZooKeeper that a demonstration runs on: an embedded one, or one that is already running. On
 * the latter, the demonstration stays below a node of its own, which it deletes at the end.
 */
final class DemoZooKeeper implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Long, because the server is known to run: a busy machine only needs time. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private static final int POLL_MILLIS = 20;

  private final Optional<EmbeddedZooKeeper> embedded;
  private final String connectString;
  private final String root;

  private DemoZooKeeper(Optional<EmbeddedZooKeeper> embedded, String connectString, String root) {
    this.embedded = embedded;
    this.connectString = connectString;
    this.root = root;
  }

  static DemoZooKeeper embedded() throws InterruptedException {
    EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
    return new DemoZooKeeper(Optional.of(zooKeeper), zooKeeper.connectString(), "");
  }

  /**
   * Uses a ZooKeeper that is already running.
   *
   * @throws UserMistake if no server replies there, or the path in the connect string does not
   *     exist
   */
  static DemoZooKeeper at(String connectString) throws InterruptedException {
    ConnectOption.openRaw(connectString, PATIENCE).close(); // reports mistakes at once
    String root = "/coord-demo-" + UUID.randomUUID().toString().substring(0, 8);
    return new DemoZooKeeper(Optional.empty(), connectString, root);
  }

  String connectString() {
    return connectString;
  }

  /** {@return a builder for a process that connects to ZooKeeper directly} */
  CuratorCoordination.Builder builder() {
    return builder(connectString);
  }

  /** {@return a builder for a process that connects to ZooKeeper through a relay} */
  CuratorCoordination.Builder builder(String through) {
    return CuratorCoordination.builder(through)
        .serviceRoot(serviceRoot())
        .lockRoot(lockRoot())
        .electionRoot(electionRoot())
        .connectTimeout(CONNECT_TIMEOUT);
  }

  String serviceRoot() {
    return root + "/services";
  }

  String lockRoot() {
    return root + "/locks";
  }

  String electionRoot() {
    return root + "/elections";
  }

  @Override
  public void close() {
    if (embedded.isPresent()) {
      embedded.get().close();
    } else {
      deleteRoot();
    }
  }

  private void deleteRoot() {
    try (RawClient raw = RawClient.connect(connectString, CONNECT_TIMEOUT)) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (raw.exists(root)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("it still exists");
        }
        deleteOnce(raw.zooKeeper());
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (KeeperException | IllegalStateException | UserMistake e) {
      Console.error("Could not delete " + root + ", which this demonstration created: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deleteOnce(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    try {
      ZKUtil.deleteRecursive(zooKeeper, root);
    } catch (KeeperException.NoNodeException e) {
      // ZooKeeper itself deletes empty containers, and has just deleted this one.
    }
  }
}
