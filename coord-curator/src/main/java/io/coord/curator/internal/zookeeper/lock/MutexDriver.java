package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.MutexSteps;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.LockInternalsDriver;
import org.apache.curator.framework.recipes.locks.PredicateResults;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.KeeperException.NodeExistsException;

/**
 * Delegates the decisions of an InterProcessMutex to the attempt that it queues for. So the mutex
 * orders contenders as Coord does (hazard L14), does not take the lock with another session's node
 * (hazard L1), and stops before it sets a watch (hazard L15).
 */
final class MutexDriver implements LockInternalsDriver {

  /** The contender is queued behind another. */
  static final class QueuedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> contenders;

    QueuedException(List<String> contenders) {
      super("queued", null, false, false);
      this.contenders = contenders;
    }

    List<String> contenders() {
      return contenders;
    }
  }

  /** Our node is gone; this exception makes the mutex queue again. */
  static final class PlaceLostException extends NoNodeException {
    private static final long serialVersionUID = 1L;

    PlaceLostException(String path) {
      super(path);
    }
  }

  private final Connection connection;
  private final String parent;
  private final MutexSteps steps;

  MutexDriver(Connection connection, String parent, MutexSteps steps) {
    this.connection = connection;
    this.parent = parent;
    this.steps = steps;
  }

  /** Runs on a worker while connected; interrupted when the connection is lost. */
  @Override
  public String createsTheLock(CuratorFramework client, String path, byte[] data) throws Exception {
    steps.withdrawFormer();
    createParents();
    try {
      steps.create().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ReplyException reply ? Replies.exception(reply, path) : e;
    }
    return parent + "/" + steps.onCreated();
  }

  /**
   * Creates the lock's node and its parents as containers, if it is missing. Curator would check a
   * child node, which the client's schema might not allow (hazard C22).
   */
  private void createParents() throws Exception {
    if (connection.zooKeeper().exists(connection.absolute(parent), false) != null) {
      return;
    }
    try {
      connection
          .client()
          .create()
          .creatingParentContainersIfNeeded()
          .withMode(CreateMode.CONTAINER)
          .forPath(parent, new byte[0]);
    } catch (NodeExistsException e) {
      // another process was faster
    }
  }

  @Override
  public PredicateResults getsTheLock(
      CuratorFramework client, List<String> children, String ownName, int maxLeases)
      throws Exception {
    return switch (steps.place(children)) {
      case FIRST -> new PredicateResults(null, true);
      case BEHIND -> throw new QueuedException(children);
      case GONE -> throw new PlaceLostException(parent + "/" + ownName);
    };
  }

  @Override
  public String fixForSorting(String name, String lockName) {
    return name; // the attempt determines the order
  }
}
