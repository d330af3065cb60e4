package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.LockBackends.SessionTenure;
import io.coord.curator.internal.engine.lock.Tenure;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A tenure in ZooKeeper: a contender's node that is first in the queue. Any thread may release it,
 * and it does so in the background, even in an outage, when InterProcessMutex.release() would block
 * and throw (hazard L7); the node is then deleted once the servers are back.
 */
final class QueueTenure implements SessionTenure, TenureWatches.Observer {

  private static final Duration LONGEST_WAIT_FOR_END = Duration.ofSeconds(5);

  private final QueueBackends backends;
  private final SessionPort session;
  private final SessionProof proof;
  private final Tenure.Observer observer;
  private final QueuedContender node;
  private final boolean contended;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean deleting = new AtomicBoolean(); // its node
  private final TenureWatches watches;
  private final Doubt doubt = new Doubt();
  private volatile boolean gone; // a quorum says that the node does not exist

  QueueTenure(
      QueueBackends backends,
      Tenure.Observer observer,
      LockPath parent,
      QueuedContender node,
      boolean contended) {
    this.backends = backends;
    this.session = backends.session();
    this.proof = backends.proof();
    this.observer = observer;
    this.node = node;
    this.contended = contended;
    this.watches = new TenureWatches(session, parent, node, this);
    if (node.wasDisconnected()) {
      doubt.arise(proof.nanoTime() - 1); // before whatever is asked from now on
    }
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
    return isProven(proof.nanoTime());
  }

  @Override
  public boolean isProven(long now) {
    return !isDoubted() && !ended.get() && node.isOpen() && proof.isProven(node.session(), now);
  }

  @Override
  public void doubt() {
    doubt.arise(proof.nanoTime());
  }

  @Override
  public boolean isDoubted() {
    return doubt.exists();
  }

  /** As a contender's. */
  @Override
  public int hashCode() {
    return node.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
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

  @Override
  public void lose(LossCause cause) {
    observer.onLost(this, cause);
  }

  @Override
  public void refresh() {
    observer.onProofChanged(this);
  }

  @Override
  public void watchOthers() {
    watches.watchOthers();
  }

  @Override
  public void renewTokens() {
    if (!ended.get()) {
      new TokenRenewal(session, node, zxid -> observer.onTokens(this, zxid)).start();
    }
  }

  @Override
  public CompletableFuture<ReplyCode> write(byte[] data) {
    CompletableFuture<ReplyCode> written = new CompletableFuture<>();
    if (ended.get()) {
      written.complete(ReplyCode.NONODE);
    } else {
      node.queue()
          .write(
              node.name(),
              data,
              (code, stat) ->
                  written.complete(code == ReplyCode.OK && !isOwn(stat) ? ReplyCode.NONODE : code));
    }
    return written;
  }

  /** A node of the same name that somebody else has created is not this one. */
  private boolean isOwn(@Nullable NodeStat stat) {
    return stat != null && stat.czxid() == node.czxid() && stat.owner() == node.session();
  }

  @Override
  public void watchOwnNode() {
    watches.watchOwnNode();
  }

  @Override
  public CompletableFuture<?> end() {
    ended.set(true);
    backends.forget(this);
    if (gone || !deleting.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return backends.deletions().delete(path());
    } catch (RuntimeException | Error e) { // the next call must do it
      deleting.set(false);
      throw e;
    }
  }

  @Override
  public void awaitEnd(CompletableFuture<?> end) {
    if (session.threads().deliversReplies()) {
      return;
    }
    Uninterruptibly.await(
        end, Deadline.after(LONGEST_WAIT_FOR_END), () -> proof.isProven(session()));
  }

  @Override
  public boolean isOver() {
    return ended.get();
  }

  @Override
  public void onOthers(boolean waiting) {
    observer.onOthers(this, waiting);
  }

  /** A quorum says whether it was deleted or went with its session. */
  @Override
  public void onNodeGone() {
    if (!ended.get()) {
      doubt();
      observer.onProofChanged(this);
      proof.suspect(this);
    }
  }

  /** The handle was closed, with the client or by Curator. */
  @Override
  public void onHandleEnded() {
    boolean clientClosed = session.isClientClosed();
    lose(clientClosed ? LossCause.CLOSED : LossCause.SESSION_EXPIRED);
  }
}
