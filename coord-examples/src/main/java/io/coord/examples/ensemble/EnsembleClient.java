package io.coord.examples.ensemble;

import io.coord.examples.PromiseBroken;
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

/** ZooKeeper's own client, connected to the given servers only. */
final class EnsembleClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RawClient client;

  private EnsembleClient(RawClient client) {
    this.client = client;
  }

  /** Connects, which is a write itself: a majority has to know the session. */
  static EnsembleClient connect(String connectString) throws InterruptedException {
    return new EnsembleClient(RawClient.connect(connectString, PATIENCE));
  }

  /**
   * Creates a node that must be acknowledged.
   *
   * @throws PromiseBroken if it is not
   */
  void write(String path) throws InterruptedException {
    Optional<Code> answer = write(path, PATIENCE);
    if (!answer.equals(Optional.of(Code.OK))) {
      throw new PromiseBroken("The write of " + path + " should succeed, but: " + answer);
    }
  }

  /** Creates a node, and returns the answer; empty if there is none in time. */
  Optional<Code> write(String path, Duration deadline) throws InterruptedException {
    CompletableFuture<Code> answer = new CompletableFuture<>();
    zooKeeper()
        .create(
            path,
            path.getBytes(StandardCharsets.UTF_8),
            Ids.OPEN_ACL_UNSAFE,
            CreateMode.PERSISTENT,
            (code, p, context, name) -> answer.complete(Code.get(code)),
            null);
    return within(answer, deadline);
  }

  /** Whether the server that this is connected to has the node; it may not have it yet. */
  boolean has(String path) throws InterruptedException {
    try {
      return zooKeeper().exists(path, false) != null;
    } catch (KeeperException e) {
      throw new PromiseBroken("The read of " + path + " should succeed, but: " + e.getMessage());
    }
  }

  /** Asks the server to catch up with the leader; done when it has. */
  CompletableFuture<Code> sync() {
    CompletableFuture<Code> answer = new CompletableFuture<>();
    zooKeeper().sync("/", (code, path, context) -> answer.complete(Code.get(code)), null);
    return answer;
  }

  /** The answer; empty if there is none in time. */
  static Optional<Code> within(CompletableFuture<Code> answer, Duration deadline)
      throws InterruptedException {
    try {
      return Optional.of(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
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
