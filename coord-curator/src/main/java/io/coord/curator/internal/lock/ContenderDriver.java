package io.coord.curator.internal.lock;

import io.coord.UnavailableException;
import io.coord.curator.internal.lock.ContenderCreation.Entry;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.session.SessionProof;
import io.coord.curator.internal.session.SessionProof.Verdict;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.WatcherRemoveCuratorFramework;
import org.apache.curator.framework.recipes.locks.LockInternalsDriver;
import org.apache.curator.framework.recipes.locks.PredicateResults;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one attempt does and learns in the queue: it records the node that is granted, orders the
 * contenders (hazard L14), and asks before it waits. Where InterProcessMutex waits, it refuses to
 * be granted on the node of another session (hazard L1).
 *
 * <p>Used by one thread at a time: ZooKeeper's, and after that the worker that runs the mutex. Only
 * a verdict of the session's proof comes from another.
 */
final class ContenderDriver implements LockInternalsDriver {

  private static final Logger log = LoggerFactory.getLogger(ContenderDriver.class);

  /** The lock is taken, and nobody is left who would wait for it. */
  static final class NobodyWaitsException extends Exception {
    private static final long serialVersionUID = 1L;

    NobodyWaitsException() {
      super("nobody waits", null, false, false);
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
  private final ProcessLock lock;
  private final LockNode parent;
  private final Attempt attempt;
  private @Nullable WatcherRemoveCuratorFramework client;
  private @Nullable QueuedNode node;
  private @Nullable QueuedNode queued; // until the mutex has asked for it
  private long roundTrip;
  private boolean contended;

  ContenderDriver(
      Connection connection,
      SessionProof proof,
      ProcessLock lock,
      LockNode parent,
      Attempt attempt) {
    this.connection = connection;
    this.proof = proof;
    this.lock = lock;
    this.parent = parent;
    this.attempt = attempt;
  }

  /** The contender is in the queue already; a mutex goes on from there. */
  void onQueued(ContenderCreation creation, Entry entry, byte[] data) {
    queued = enter(parent.path() + "/" + entry.name(), data, entry.stat(), creation.sentAt());
    prove(queued, creation.queue().handle(), creation.sentAt());
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

  @Override
  public String createsTheLock(CuratorFramework given, String path, byte[] data) throws Exception {
    client = (WatcherRemoveCuratorFramework) given; // the mutex made it for its watches
    if (queued != null) {
      String entered = queued.path;
      queued = null;
      return entered;
    }
    stopProving();
    long sentAt = System.nanoTime();
    Stat stat = new Stat(); // a new one, or a failed try would leave its numbers (hazard L4)
    String created =
        given
            .create()
            .storingStatIn(stat)
            .creatingParentContainersIfNeeded()
            .withProtection()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath(path, data);
    if (stat.getCzxid() == 0) {
      // The answer was lost and the node found by its name, which tells nothing else (hazard L4).
      stat = lookAt(given, created);
    }
    QueuedNode entered = enter(created, data, stat, sentAt);
    try {
      prove(entered, connection.zooKeeper(), sentAt);
    } catch (UnavailableException e) {
      log.debug("{} is there, and no handle to prove it.", created, e); // the next round will
    }
    return created; // with an exception instead, nobody would delete it
  }

  private QueuedNode enter(String path, byte[] data, Stat stat, long sentAt) {
    QueuedNode entered = new QueuedNode(path, data, stat.getCzxid(), stat.getEphemeralOwner());
    node = entered;
    roundTrip = System.nanoTime() - sentAt;
    return entered;
  }

  /** Its creation was a write, so it proves the session. */
  private void prove(QueuedNode entered, ZooKeeper handle, long sentAt) {
    if (handle.getSessionId() == entered.session) {
      entered.handle = handle;
      proof.written(handle, sentAt);
    }
  }

  private static Stat lookAt(CuratorFramework given, String created) throws Exception {
    try {
      Stat stat = given.checkExists().forPath(created);
      if (stat == null) {
        throw new NodeGoneException(created);
      }
      return stat;
    } catch (Exception e) {
      // The mutex does not know of the node yet, so nobody else would delete it.
      given.delete().guaranteed().inBackground().forPath(created);
      throw e;
    }
  }

  @Override
  public PredicateResults getsTheLock(
      CuratorFramework given, List<String> children, String ownName, int maxLeases)
      throws Exception {
    QueuedNode own = node();
    if (!isAmong(children) || connection.sessionId() != own.session) {
      throw new NodeGoneException(own.path);
    }
    String predecessor = predecessor(children);
    if (predecessor == null) {
      return new PredicateResults(null, true);
    }
    if (ContenderOrder.isSameAttempt(predecessor, ownName)) {
      // A server that lagged behind did not show our node, and Curator made a second one.
      given.delete().guaranteed().inBackground().forPath(sibling(own.path, predecessor));
    }
    if (!mayWait()) {
      throw new NobodyWaitsException();
    }
    return new PredicateResults(predecessor, false);
  }

  private static String sibling(String path, String name) {
    return path.substring(0, path.lastIndexOf('/') + 1) + name;
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

  /** After a run that failed: its watch on the predecessor is still there (hazard L6). */
  void removeWatches() {
    if (client != null) {
      client.removeWatchers();
    }
  }

  /** The contender's node; while it is queued, its session is kept proven for the grant to come. */
  final class QueuedNode implements SessionProof.Subject {
    private final String path;
    private final byte[] data;
    private final long czxid;
    private final long session;
    private volatile @Nullable ZooKeeper handle; // of its session; null if that is not known

    QueuedNode(String path, byte[] data, long czxid, long session) {
      this.path = path;
      this.data = data;
      this.czxid = czxid;
      this.session = session;
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

    byte[] data() {
      return data;
    }

    /** Not once its handle is closed: its session ends with it, whoever is told of that when. */
    boolean isOpen() {
      ZooKeeper known = handle;
      return known == null || known.getState().isAlive();
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
