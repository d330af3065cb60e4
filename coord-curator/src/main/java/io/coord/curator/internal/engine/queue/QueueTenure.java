package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.Tenure;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenure in ZooKeeper. What InterProcessMutex.release() does is done here by any thread and in
 * the background, so a lock is released also while its service cannot be reached (hazard L7): its
 * node goes when that is back.
 *
 * <p>The watches of a tenure need no removal: both fire when its node is deleted.
 */
public final class QueueTenure implements Tenure, SessionProof.Subject {

  private static final Logger log = LoggerFactory.getLogger(QueueTenure.class);
  private static final Duration LONGEST_WAIT_FOR_END = Duration.ofSeconds(5);

  private final Connection connection;
  private final SessionProof proof;
  private final PendingDeletions deletions;
  private final Observer observer;
  private final Consumer<QueueTenure> onEnd;
  private final LockPath parent;
  private final ContenderDriver.QueuedNode node;
  private final boolean contended;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final Watcher onOwnNode = this::onOwnNode; // one of each: a handle knows it by identity
  private final Watcher onChildren = this::onChildren;
  private final Doubt doubt = new Doubt();
  private volatile boolean gone; // a quorum says that the node does not exist

  QueueTenure(
      Connection connection,
      SessionProof proof,
      PendingDeletions deletions,
      Observer observer,
      Consumer<QueueTenure> onEnd,
      LockPath parent,
      ContenderDriver driver) {
    this.connection = connection;
    this.proof = proof;
    this.deletions = deletions;
    this.observer = observer;
    this.onEnd = onEnd;
    this.parent = parent;
    this.node = driver.node();
    this.contended = driver.isContended();
  }

  @Override
  public String path() {
    return node.path();
  }

  ContenderDriver.QueuedNode node() {
    return node;
  }

  @Override
  public long session() {
    return node.session();
  }

  @Override
  public long czxid() {
    return node.czxid();
  }

  @Override
  public boolean beganContended() {
    return contended;
  }

  @Override
  public boolean isProven() {
    return isProven(System.nanoTime());
  }

  @Override
  public boolean isProven(long now) {
    return !isDoubted() && !ended.get() && node.isOpen() && proof.isProven(node.session(), now);
  }

  /** After a disconnection the node may be gone: nothing is proven until it was seen again. */
  public void doubt() {
    doubt.arise(proof.nanoTime());
  }

  public boolean isDoubted() {
    return doubt.exists();
  }

  @Override
  public CompletableFuture<Verdict> verify() {
    return proof.ask(this);
  }

  @Override
  public void onVerdict(Verdict verdict, long sentAt) {
    switch (verdict) {
      case PRESENT -> {
        doubt.seenAfter(sentAt);
        observer.onProofChanged(this);
      }
      case ABSENT -> {
        gone = true;
        observer.onLost(this, LossCause.NODE_DELETED);
      }
      case EXPIRED -> observer.onLost(this, LossCause.SESSION_EXPIRED);
      case UNKNOWN -> observer.onProofChanged(this);
    }
  }

  public void lose(LossCause cause) {
    observer.onLost(this, cause);
  }

  public void refresh() {
    observer.onProofChanged(this);
  }

  @Override
  public void watchOthers() {
    if (parent.length().isDoubtful()) {
      observer.onOthers(this, true); // so many that their list may cost the connection
    } else if (!ended.get()) {
      ask(
          () ->
              node.queue()
                  .list(
                      onChildren, (code, children) -> onEngine(() -> onContenders(code, children))),
          () -> onContenders(ReplyCode.CONNECTIONLOSS, List.of()));
    }
  }

  @Override
  public void renewTokens() {
    if (!ended.get()) {
      new TokenRenewal(connection, node, zxid -> observer.onTokens(this, zxid)).start();
    }
  }

  @Override
  public void watchOwnNode() {
    if (!ended.get() && watched.compareAndSet(false, true)) {
      ask(
          () ->
              node.queue()
                  .watch(node.name(), onOwnNode, code -> onEngine(() -> onOwnNodeSeen(code))),
          () -> onOwnNodeSeen(ReplyCode.CONNECTIONLOSS));
    }
  }

  @Override
  public CuratorOp guard() {
    try {
      return connection.client().transactionOp().check().forPath(path());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // declared by Curator; nothing is sent here
      throw new IllegalStateException("Could not build a check of " + path(), e);
    }
  }

  @Override
  public CompletableFuture<?> end() {
    if (!ended.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    onEnd.accept(this);
    if (gone) {
      return CompletableFuture.completedFuture(null);
    }
    return deletions.delete(path());
  }

  @Override
  public void awaitEnd(CompletableFuture<?> end) {
    if (connection.threads().bringsAnswers()) {
      return;
    }
    Uninterruptibly.await(
        end, Deadline.after(LONGEST_WAIT_FOR_END), () -> proof.isProven(session()));
  }

  /**
   * Nothing is asked while there is no connection. The handle is asked and not Curator, which would
   * ask again when the connection is lost, and log an error for each that it gives up (hazard L18).
   */
  private void ask(Runnable request, Runnable notAsked) {
    try {
      if (connection.canSend()) {
        request.run();
        return;
      }
    } catch (RuntimeException | Error e) {
      log.debug("Nothing could be asked about {}.", path(), e);
    }
    notAsked.run();
  }

  private void onContenders(ReplyCode code, List<String> children) {
    if (!ended.get()) {
      // If they are not known, that is taken for true: then the lock goes round, and nobody is kept
      // waiting.
      observer.onOthers(
          this, code != ReplyCode.OK || ContenderOrder.hasOthers(children, node.name()));
    }
  }

  /** A watch that is renewed after the end would never be removed, and slows each cycle down. */
  private void onChildren(WatchedEvent event) {
    if (event.getType() == EventType.NodeChildrenChanged && !ended.get()) {
      onEngine(this::watchOthers);
    }
  }

  private void onOwnNodeSeen(ReplyCode code) {
    if (code == ReplyCode.NONODE) {
      suspectLoss();
    } else if (code != ReplyCode.OK) {
      watched.set(false); // the next round tries again
    }
  }

  private void onOwnNode(WatchedEvent event) {
    if (event.getType() == EventType.NodeDeleted) {
      onEngine(this::suspectLoss);
    } else if (event.getType() == EventType.NodeDataChanged) {
      watched.set(false);
      onEngine(this::watchOwnNode);
    } else if (event.getState() == KeeperState.Closed) {
      onEngine(this::loseWithHandle);
    }
  }

  /**
   * The handle was closed, and the session with it: by whoever closes the client, or by Curator.
   */
  private void loseWithHandle() {
    boolean clientClosed = connection.isClientClosed();
    lose(clientClosed ? LossCause.CLOSED : LossCause.SESSION_EXPIRED);
  }

  /** The node is gone. A quorum says whether it was deleted or died with its session. */
  private void suspectLoss() {
    if (!ended.get()) {
      doubt();
      observer.onProofChanged(this);
      proof.suspect(this);
    }
  }

  private void onEngine(Runnable task) {
    connection.threads().engine().execute(task);
  }
}
