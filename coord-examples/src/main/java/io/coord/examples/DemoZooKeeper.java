package io.coord.examples;

import io.coord.curator.CuratorCoordination;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZKUtil;

/**
 * The ZooKeeper that a demonstration runs on: an embedded one, or one that runs already. There the
 * demonstration stays below a node of its own, which is deleted in the end.
 */
final class DemoZooKeeper implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

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
   * One that runs already.
   *
   * @throws UserMistake if nobody answers there, or the path in the connect string does not exist
   */
  static DemoZooKeeper at(String connectString) throws InterruptedException {
    ConnectOption.openRaw(connectString, PATIENCE).close(); // so that mistakes are found at once
    String root = "/coord-demo-" + UUID.randomUUID().toString().substring(0, 8);
    return new DemoZooKeeper(Optional.empty(), connectString, root);
  }

  String connectString() {
    return connectString;
  }

  /** For a process that reaches ZooKeeper directly. */
  CuratorCoordination.Builder builder() {
    return builder(connectString);
  }

  /** For a process that reaches ZooKeeper through a relay. */
  CuratorCoordination.Builder builder(String through) {
    return CuratorCoordination.builder(through).serviceRoot(serviceRoot()).lockRoot(lockRoot());
  }

  String serviceRoot() {
    return root + "/services";
  }

  String lockRoot() {
    return root + "/locks";
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
    try (RawClient raw = RawClient.connect(connectString, PATIENCE)) {
      if (raw.exists(root)) {
        ZKUtil.deleteRecursive(raw.zooKeeper(), root);
      }
    } catch (KeeperException | IllegalStateException | UserMistake e) {
      Console.error("Could not delete " + root + ", which this demonstration made: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
