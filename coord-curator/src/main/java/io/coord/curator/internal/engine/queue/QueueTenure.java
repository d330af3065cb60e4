package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.Tenure;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A tenure in ZooKeeper. What InterProcessMutex.release() does is done here by any thread and in
 * the background, so a lock is released also while its service cannot be reached (hazard L7): its
 * node goes when that is back.
 *
 * <p>The watches of a tenure need no removal: both fire when its node is deleted.
 */
public final class QueueTenure implements Tenure, SessionProof.Subject {

  private static final Log log = Log.of(QueueTenure.class);
  private static final Duration LONGEST_WAIT_FOR_END = Duration.ofSeconds(5);

  private final LockSite site;
  private final SessionPort session;
  private final SessionProof proof;
  private final Observer observer;
  private final LockPath parent;
  private final QueuedContender node;
  private final boolean contended;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final QueuePort.Watch onOwnNode =
      this::onOwnNode; // one of each: a handle knows it by identity
  private final QueuePort.Watch onChildren = this::onChildren;
  private final Doubt doubt = new Doubt();
  private volatile boolean gone; // a quorum says that the node does not exist

  QueueTenure(
      LockSite site, Observer observer, LockPath parent, QueuedContender node, boolean contended) {
    this.site = site;
    this.session = site.session();
    this.proof = site.proof();
    this.observer = observer;
    this.parent = parent;
    this.node = node;
    this.contended = contended;
  }

  @Override
  public String path() {
    return node.path();
  }

  @Override
  public String absolutePath() {
    return node.queue().path() + "/" + node.name();
  }

  QueuedContender node() {
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
      new TokenRenewal(session, node, zxid -> observer.onTokens(this, zxid)).start();
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
  public CompletableFuture<?> end() {
    if (!ended.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    site.forget(this);
    if (gone) {
      return CompletableFuture.completedFuture(null);
    }
    return site.deletions().delete(path());
  }

  @Override
  public void awaitEnd(CompletableFuture<?> end) {
    if (session.threads().bringsAnswers()) {
      return;
    }
    Uninterruptibly.await(
        end, Deadline.after(LONGEST_WAIT_FOR_END), () -> proof.isProven(session()));
  }

  /**
   * Nothing is asked while there is no session. The handle is asked and not Curator, which would
   * ask again when the connection is lost, and log an error for each that it gives up (hazard L18).
   */
  private void ask(Runnable request, Runnable notAsked) {
    try {
      if (session.canSend()) {
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
  private void onChildren(QueuePort.Event event, String name) {
    if (event == QueuePort.Event.CHANGED && !ended.get()) {
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

  private void onOwnNode(QueuePort.Event event, String name) {
    switch (event) {
      case DELETED -> onEngine(this::suspectLoss);
      case CHANGED -> {
        watched.set(false);
        onEngine(this::watchOwnNode);
      }
      case ENDED -> onEngine(this::loseWithHandle);
      case DISCONNECTED -> {} // the connection's state tells so, too
    }
  }

  /**
   * The handle was closed, and the session with it: by whoever closes the client, or by Curator.
   */
  private void loseWithHandle() {
    boolean clientClosed = session.isClientClosed();
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
    session.threads().engine().execute(task);
  }
}
