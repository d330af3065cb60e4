package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.LockBackend;
import io.coord.curator.internal.engine.lock.LockBackends;
import io.coord.curator.internal.engine.lock.LossLog;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.SingleFlight;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What all locks of one Coordination share: its connection, its proof, and their tenures. */
public final class QueueBackends implements LockBackends {

  private static final Log log = Log.of(QueueBackends.class);
  private static final long FIRST_BACKOFF_MILLIS = 50;
  private static final long LONGEST_BACKOFF_MILLIS = 1_000;
  private static final long WATCH_AFTER_MILLIS = 250;
  private static final Duration SUM_OF_LOSSES = Duration.ofSeconds(1);

  private final SessionPort session;
  private final QueuePort.Factory queues;
  private final SessionProof proof;
  private final PendingDeletions deletions;
  private final String root;
  private final byte[] label;
  private final QueueLengths lengths = new QueueLengths(this::nanoTime);
  private final Set<QueueTenure> tenures = ConcurrentHashMap.newKeySet();
  private final SingleFlight sweep;
  private final LossLog losses;

  /**
   * Sends nothing yet.
   *
   * @param root the parent of the locks' nodes
   * @param label what this process writes into its contenders' nodes
   */
  public QueueBackends(
      SessionPort session,
      QueuePort.Factory queues,
      SessionProof proof,
      String root,
      byte[] label) {
    this.session = session;
    this.queues = queues;
    this.proof = proof;
    this.deletions = new PendingDeletions(session, queues);
    this.root = root;
    this.label = label;
    this.sweep = new SingleFlight(this::sweep, session.threads().later(session.threads().engine()));
    this.losses =
        new LossLog(
            sum -> {
              var unused = later(sum, SUM_OF_LOSSES);
            });
  }

  @Override
  public LockBackend open(String lockName) {
    return openAt(NodeNames.child(root, NodeNames.encode(lockName)), label);
  }

  @Override
  public LockBackend openAt(String path, byte[] data) {
    return new QueueBackend(this, path(path), data);
  }

  SessionPort session() {
    return session;
  }

  QueuePort.Factory queues() {
    return queues;
  }

  SessionProof proof() {
    return proof;
  }

  /** The path of a lock's queue, with what is remembered about its length. */
  LockPath path(String path) {
    return new LockPath(path, lengths.of(path), this::nanoTime);
  }

  long nanoTime() {
    return session.threads().timer().nanoTime();
  }

  PendingDeletions deletions() {
    return deletions;
  }

  @Override
  public Set<QueueTenure> tenures() {
    return tenures;
  }

  @Override
  public void onConnected() {
    deletions.sendLeft();
  }

  void start(ProcessLock lock, Attempt attempt, LockPath parent, byte[] data) {
    new QueueAcquisition(this, lock, attempt, parent, data).start();
  }

  /** Finds out whether the attempt is still queued behind another process. */
  void look(ProcessLock lock, Attempt attempt, LockPath parent) {
    long epoch = session.connectionEpoch();
    if (epoch == 0 || !session.canSend() || parent.length().isDoubtful()) {
      lock.onLookFailed(attempt);
      return;
    }
    try {
      queues
          .open(parent)
          .list((code, children) -> onEngine(() -> onLook(lock, attempt, epoch, code, children)));
    } catch (RuntimeException | Error e) { // a caller that waits for the reply must get one
      log.debug("Could not read the queue of {}.", parent.path(), e);
      lock.onLookFailed(attempt);
    }
  }

  private static void onLook(
      ProcessLock lock, Attempt attempt, long epoch, ReplyCode code, List<String> children) {
    if (code == ReplyCode.OK) {
      lock.onLook(attempt, epoch, isBehind(children, attempt.node()));
    } else {
      lock.onLookFailed(attempt);
    }
  }

  private void onEngine(Runnable task) {
    session.threads().engine().execute(task);
  }

  private static boolean isBehind(List<String> children, @Nullable String own) {
    return own != null
        && children.contains(own)
        && ContenderOrder.predecessor(children, own) != null;
  }

  Future<?> later(Runnable task, Duration delay) {
    return session
        .threads()
        .timer()
        .schedule(() -> onEngine(task), Deadline.saturatedNanos(delay), TimeUnit.NANOSECONDS);
  }

  Duration backoff(int failures) {
    long range = Math.min(FIRST_BACKOFF_MILLIS << Math.min(failures, 10), LONGEST_BACKOFF_MILLIS);
    return Duration.ofMillis(range - session.threads().random().nextLong(range / 2 + 1));
  }

  LossLog losses() {
    return losses;
  }

  /** A contender is first in the queue. */
  QueueTenure newTenure(
      ProcessLock lock, LockPath parent, QueuedContender contender, boolean contended) {
    QueueTenure tenure = new QueueTenure(this, lock, parent, contender, contended);
    try {
      tenures.add(tenure);
      proof.add(tenure);
      sweep.request();
    } catch (RuntimeException | Error e) { // out of memory, for example
      forget(tenure);
      throw e;
    }
    return tenure;
  }

  /** The tenure is over. */
  void forget(QueueTenure tenure) {
    tenures.remove(tenure);
    proof.remove(tenure);
  }

  /**
   * Most tenures end so soon that a watch on their own node would only cost a request. Those still
   * active at the next sweep get one.
   */
  private @Nullable CompletableFuture<?> sweep() {
    if (tenures.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> swept = new CompletableFuture<>();
    var unused =
        later(
            () -> {
              try {
                tenures.forEach(QueueTenure::watchOwnNode);
              } finally {
                swept.complete(null);
              }
            },
            Duration.ofMillis(WATCH_AFTER_MILLIS));
    return swept;
  }
}
