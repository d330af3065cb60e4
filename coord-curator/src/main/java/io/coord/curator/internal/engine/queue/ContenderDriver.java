package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.internal.zookeeper.lock.QueueRequests;
import io.coord.curator.internal.zookeeper.session.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.LockInternalsDriver;
import org.apache.curator.framework.recipes.locks.PredicateResults;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.KeeperException.NodeExistsException;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt does and learns in the queue: it creates the contender, records the node that is
 * granted, orders the contenders (hazard L14), and asks before it waits. It refuses to be granted
 * on the node of another session, which InterProcessMutex does not (hazard L1).
 *
 * <p>Used by one thread at a time: ZooKeeper's, or the worker that runs the mutex. Only a verdict
 * of the session's proof comes from another.
 */
public final class ContenderDriver implements LockInternalsDriver {

  /** The contender is queued behind another; what else there is to wait for needs no mutex. */
  public static final class QueuedException extends Exception {
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

  /** The own node is gone; the mutex answers this one by queueing again. */
  static final class NodeGoneException extends NoNodeException {
    private static final long serialVersionUID = 1L;

    NodeGoneException(String path) {
      super(path);
    }
  }

  private final Connection connection;
  private final SessionProof proof;
  private final PendingDeletions deletions;
  private final ProcessLock lock;
  private final LockPath parent;
  private final Attempt attempt;
  private volatile @Nullable ContenderCreation creation; // whose node is in the queue, or may be
  private @Nullable QueuedNode node;
  private long roundTrip;
  private boolean contended;

  ContenderDriver(
      Connection connection,
      SessionProof proof,
      PendingDeletions deletions,
      ProcessLock lock,
      LockPath parent,
      Attempt attempt) {
    this.connection = connection;
    this.proof = proof;
    this.deletions = deletions;
    this.lock = lock;
    this.parent = parent;
    this.attempt = attempt;
  }

  /**
   * Puts a contender into the queue; nothing here waits for the service.
   *
   * @throws Exception what the client's plug-ins throw, or if there is no handle; nothing was sent
   */
  ContenderCreation create(byte[] data) throws Exception {
    ContenderCreation sent = new ContenderCreation(QueueRequests.of(connection, parent));
    sent.send(connection.client(), parent.path(), data, parent.isLikelyFree());
    creation = sent; // not before: one that was never sent is never answered
    return sent;
  }

  /** That of the contender, under way or over; null if there is none, or it was withdrawn. */
  @Nullable ContenderCreation creation() {
    return creation;
  }

  /** The contender is in the queue. */
  void onQueued(ContenderCreation created, Entry entry) {
    QueuedNode entered = enter(created, entry);
    prove(entered, created.queue().handle(), created.sentAt());
  }

  /**
   * Whether that list shows the contender, whose place in the queue it then tells. A list may be
   * told after the end of the session that asked for it.
   */
  boolean isAmong(List<String> contenders) {
    return node().isOpen() && contenders.contains(node().name());
  }

  /** The contender that is next before it; null if it is the first, and holds the lock. */
  @Nullable String predecessor(List<String> contenders) {
    contended = ContenderOrder.hasOthers(contenders, node().name());
    parent.onList(contended);
    return contended ? ContenderOrder.predecessor(contenders, node().name()) : null;
  }

  /** Whether it may wait behind another; if so its session is kept proven meanwhile. */
  boolean mayWait() {
    QueuedNode own = node();
    attempt.node(own.name());
    boolean mayWait = lock.mayWait(attempt, roundTrip);
    if (mayWait) {
      proof.add(own);
      if (attempt.isInterrupted()) {
        proof.remove(own); // whoever did that may have stopped the proof before
      }
    }
    return mayWait;
  }

  /** On a worker, connected; interrupted when that changes. */
  @Override
  public String createsTheLock(CuratorFramework client, String path, byte[] data) throws Exception {
    var unused = withdraw();
    createParents();
    ContenderCreation created = create(data);
    try {
      Entry entry = created.entry().get();
      onQueued(created, entry);
      return parent.path() + "/" + entry.name();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KeeperException keeper ? keeper : e;
    }
  }

  /**
   * As containers, if the lock's node is missing. What Curator has for it looks at a node below,
   * and the client's schema need not allow that (hazard C22).
   */
  private void createParents() throws Exception {
    if (connection.zooKeeper().exists(connection.absolute(parent.path()), false) != null) {
      return;
    }
    try {
      connection
          .client()
          .create()
          .creatingParentContainersIfNeeded()
          .withMode(CreateMode.CONTAINER)
          .forPath(parent.path(), new byte[0]);
    } catch (NodeExistsException e) {
      // Another process was quicker.
    }
  }

  private QueuedNode enter(ContenderCreation created, Entry entry) {
    QueuedNode entered = new QueuedNode(created, parent.path() + "/" + entry.name(), entry.stat());
    node = entered;
    roundTrip = System.nanoTime() - created.sentAt();
    return entered;
  }

  /** Its creation was a write, so it proves the session. */
  private void prove(QueuedNode entered, Handle handle, long sentAt) {
    if (handle.sessionId() == entered.session) {
      entered.handle = handle;
      proof.written(handle, sentAt);
    }
  }

  @Override
  public PredicateResults getsTheLock(
      CuratorFramework client, List<String> children, String ownName, int maxLeases)
      throws Exception {
    QueuedNode own = node();
    if (!isAmong(children) || connection.sessionId() != own.session) {
      throw new NodeGoneException(own.path);
    }
    if (predecessor(children) != null) {
      throw new QueuedException(children);
    }
    return new PredicateResults(null, true);
  }

  @Override
  public String fixForSorting(String name, String lockName) {
    return name; // the order is found in getsTheLock
  }

  /** The node that was granted. */
  QueuedNode node() {
    if (node == null) {
      throw new IllegalStateException("no node was created");
    }
    return node;
  }

  /** Whether others were queued behind it when it was granted. */
  boolean isContended() {
    return contended;
  }

  /** The proof is not needed for a queued node any more. */
  void stopProving() {
    if (node != null) {
      proof.remove(node);
    }
  }

  /**
   * Takes the contender out of the queue, as soon as it is there.
   *
   * @return completed with the first answer to that, or when there is no node to delete
   */
  CompletableFuture<?> withdraw() {
    stopProving();
    ContenderCreation withdrawn = creation;
    creation = null; // what is to be deleted must not be waited with
    if (withdrawn == null) {
      return CompletableFuture.completedFuture(null);
    }
    return withdrawn
        .entry()
        .thenCompose(queued -> deletions.delete(parent.path() + "/" + queued.name()))
        .exceptionally(e -> ReplyCode.NONODE);
  }

  /** The contender's node; while it is queued, its session is kept proven for the grant to come. */
  final class QueuedNode implements SessionProof.Subject {
    private final QueueRequests queue;
    private final String path;
    private final byte[] data;
    private final long czxid;
    private final long session;
    private volatile @Nullable Handle handle; // of its session; null if that is not known

    QueuedNode(ContenderCreation created, String path, NodeStat stat) {
      this.queue = created.queue();
      this.path = path;
      this.data = created.written();
      this.czxid = stat.czxid();
      this.session = stat.owner();
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long session() {
      return session;
    }

    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /** As the node holds them. */
    byte[] data() {
      return data;
    }

    /** By the handle that created it, and so in its session. */
    QueueRequests queue() {
      return queue;
    }

    /** Not once its handle is closed: its session ends with it, whoever is told of that when. */
    boolean isOpen() {
      Handle known = handle;
      return known == null || known.isAlive();
    }

    long czxid() {
      return czxid;
    }

    @Override
    public void onVerdict(Verdict verdict, long sentAt) {
      if (verdict == Verdict.ABSENT) {
        attempt.interrupt(); // the place is lost: queue again now, not when the predecessor goes
      }
    }
  }
}
