package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.session.SessionPort;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The contender of one attempt, at most one at a time: put into the queue, kept proven while it
 * waits, and taken out again unless a tenure begins with it.
 *
 * <p>Used by one thread at a time, except that any thread may withdraw it.
 */
final class OwnContender {

  private final QueueBackends backends;
  private final Attempt attempt;
  private final LockPath lock;
  private final byte[] data;
  private volatile @Nullable ContenderCreation creation; // its node is in the queue, or may be
  private volatile @Nullable QueuedContender queued; // the last one that was queued
  private volatile boolean contended; // as of the last list
  private volatile long roundTrip; // of the creation

  /**
   * Sends nothing yet.
   *
   * @param data what is written into its node
   */
  OwnContender(QueueBackends backends, Attempt attempt, LockPath lock, byte[] data) {
    this.backends = backends;
    this.attempt = attempt;
    this.lock = lock;
    this.data = data;
  }

  /** Puts it into the queue, and also lists the queue if that is likely to be empty. */
  ContenderCreation create() throws QueuePort.PlugInException {
    SessionPort session = backends.session();
    long epoch = session.connectionEpoch(); // before the handle is known
    ContenderCreation sent =
        new ContenderCreation(
            backends.queues().open(lock), session.threads().newId(), epoch, backends.nanoTime());
    sent.send(data, lock.isLikelyFree());
    creation = sent; // not before: what was never sent is never answered
    return sent;
  }

  /** The creation that was sent and not withdrawn; null if there is none. */
  @Nullable ContenderCreation creation() {
    return creation;
  }

  /** It is in the queue. Its creation was a write, so it proves the session. */
  void onQueued(ContenderCreation sent, Entry entry) {
    stopProving(); // the same node may be found twice
    QueuedContender now = new QueuedContender(backends.session(), attempt, lock, sent, entry);
    queued = now;
    roundTrip = backends.nanoTime() - sent.sentAt();
    if (now.isOfHandle()) {
      backends.proof().written(now.handle(), sent.sentAt());
    }
  }

  /** As it was put into the queue. */
  QueuedContender node() {
    QueuedContender now = queued;
    if (now == null) {
      throw new IllegalStateException("no contender is queued");
    }
    return now;
  }

  /** The contender directly ahead of it; null if it is first, and holds the lock. */
  @Nullable String predecessor(List<String> contenders) {
    String own = node().name();
    contended = ContenderOrder.hasOthers(contenders, own);
    lock.onList(contended);
    return contended ? ContenderOrder.predecessor(contenders, own) : null;
  }

  /** Whether the last list that was passed in contained others. */
  boolean isContended() {
    return contended;
  }

  /** How long the service took to create it, in nanoseconds. */
  long roundTrip() {
    return roundTrip;
  }

  /**
   * It waits behind another: keeps its session proven, so that it can be granted the lock at once.
   */
  void keepProven() {
    QueuedContender waiting = node();
    backends.proof().add(waiting);
    if (attempt.isCancelled()) {
      backends.proof().remove(waiting); // the cancellation may have stopped the proof earlier
    }
  }

  void stopProving() {
    QueuedContender proven = queued;
    if (proven != null) {
      backends.proof().remove(proven);
    }
  }

  /**
   * Takes it out of the queue, as soon as it is in it.
   *
   * @return completed with the first reply to the deletion, or when there is no node to delete
   */
  CompletableFuture<?> withdraw() {
    stopProving();
    ContenderCreation withdrawn = creation;
    creation = null; // a node that will be deleted must not wait
    if (withdrawn == null) {
      return CompletableFuture.completedFuture(null);
    }
    return withdrawn
        .entry()
        .thenCompose(entry -> backends.deletions().delete(lock.path() + "/" + entry.name()))
        .exceptionally(e -> ReplyCode.NONODE);
  }
}
