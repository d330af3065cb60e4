package io.coord.curator.internal.session;

import io.coord.UnavailableException;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Reply;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;

/**
 * What every engine needs of the connection.
 *
 * @param client a started client
 * @param monitor follows that client
 * @param threads of this Coordination
 * @param operationTimeout how long a call of the application waits for the service
 */
public record Connection(
    CuratorFramework client, SessionMonitor monitor, Threads threads, Duration operationTimeout) {

  /** The id of the present session; 0 while there is none. */
  public long sessionId() {
    try {
      return zooKeeper().getSessionId();
    } catch (UnavailableException e) {
      return 0;
    }
  }

  /**
   * The present handle. Paths given to it need {@link #absolute}.
   *
   * @throws UnavailableException if there is none at the moment
   */
  public ZooKeeper zooKeeper() {
    try {
      return client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      throw new UnavailableException("ZooKeeper cannot be reached at the moment.", e);
    }
  }

  /** The path as ZooKeeper knows it: with the client's namespace before it (hazard M9). */
  public String absolute(String path) {
    String namespace = client.getNamespace();
    if (namespace == null || namespace.isEmpty()) {
      return path;
    }
    return path.equals("/") ? "/" + namespace : "/" + namespace + path;
  }

  /**
   * Waits for an answer as long as one operation may take.
   *
   * @param action what is being done, to continue "Could not …"
   * @throws UnavailableException if no answer came in time
   */
  public <T> T await(CompletableFuture<T> answer, String action) throws InterruptedException {
    Deadline deadline = Deadline.after(operationTimeout);
    try {
      return answer.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "Could not %s within %s: ZooKeeper cannot be reached (connection: %s)."
              .formatted(action, operationTimeout, monitor.state()),
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("Could not " + action, e.getCause());
    }
  }

  /** Starts one operation of Curator and waits for its answer. */
  public Reply call(Background.Operation operation, String action) throws InterruptedException {
    return await(Background.start(operation), action);
  }
}
