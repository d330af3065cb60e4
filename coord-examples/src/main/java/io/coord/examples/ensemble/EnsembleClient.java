package io.coord.examples.ensemble;

import io.coord.examples.CheckFailed;
import io.coord.examples.RawClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper's own client, connected only to the given servers. */
final class EnsembleClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RawClient client;

  private EnsembleClient(RawClient client) {
    this.client = client;
  }

  /** Connects. This is a write too: a majority has to know the session. */
  static EnsembleClient connect(String connectString) throws InterruptedException {
    return new EnsembleClient(RawClient.connect(connectString, PATIENCE));
  }

  /**
   * Creates a node, which must be acknowledged.
   *
   * @throws CheckFailed if it is not
   */
  void write(String path) throws InterruptedException {
    Optional<Code> reply = write(path, PATIENCE);
    if (!reply.equals(Optional.of(Code.OK))) {
      throw new CheckFailed("The write of " + path + " should succeed, but the reply was " + reply);
    }
  }

  /** Creates a node, and returns the reply; empty if there is none in time. */
  Optional<Code> write(String path, Duration deadline) throws InterruptedException {
    CompletableFuture<Code> reply = new CompletableFuture<>();
    zooKeeper()
        .create(
            path,
            path.getBytes(StandardCharsets.UTF_8),
            Ids.OPEN_ACL_UNSAFE,
            CreateMode.PERSISTENT,
            (code, p, context, name) -> reply.complete(Code.get(code)),
            null);
    return within(reply, deadline);
  }

  /** Whether the server that this is connected to has the node; it may lag. */
  boolean has(String path) throws InterruptedException {
    try {
      return zooKeeper().exists(path, false) != null;
    } catch (KeeperException e) {
      throw new CheckFailed(
          "The read of " + path + " should succeed, but failed: " + e.getMessage());
    }
  }

  /** Makes the server catch up with the leader; completes when it has. */
  CompletableFuture<Code> sync() {
    CompletableFuture<Code> reply = new CompletableFuture<>();
    zooKeeper().sync("/", (code, path, context) -> reply.complete(Code.get(code)), null);
    return reply;
  }

  /** {@return the reply; empty if there is none in time} */
  static Optional<Code> within(CompletableFuture<Code> reply, Duration deadline)
      throws InterruptedException {
    try {
      return Optional.of(reply.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private ZooKeeper zooKeeper() {
    return client.zooKeeper();
  }
}
