package io.coord.curator.internal.engine.queue;

import io.coord.RejectedException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.FencingToken;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Steps;
import io.coord.lock.LossCause;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock's protocol, for one attempt: create a contender, list the queue; if it is first, it has
 * the lock; if not, watch the one before it, and when that changes, list again.
 *
 * <p>It needs no thread: every step is taken by the reply to the one before. The contender outlasts
 * a lost connection as long as its handle lives; with that the attempt is over. For parents that
 * are missing, or a place that was lost, an InterProcessMutex queues on a worker, and asks for the
 * same decisions.
 *
 * <p>Used by one thread at a time: the one that brings replies, or the mutex's worker.
 */
final class QueueAcquisition implements PredecessorWatch.Observer, MutexSteps {

  private static final Log log = Log.of(QueueAcquisition.class);

  private final LockSite site;
  private final ProcessLock lock;
  private final Attempt attempt;
  private final LockPath parent;
  private volatile @Nullable ContenderCreation creation; // whose node is in the queue, or may be
  private @Nullable QueuedContender contender;
  private volatile @Nullable PredecessorWatch watch;
  private final AtomicBoolean over = new AtomicBoolean(); // the lock knows what came of it
  private long roundTrip;
  private boolean contended;

  QueueAcquisition(LockSite site, ProcessLock lock, Attempt attempt, LockPath parent) {
    this.site = site;
    this.lock = lock;
    this.attempt = attempt;
    this.parent = parent;
  }

  /** Begins, without a wait. What the client's owner plugged in may block, where that may be. */
  void start() {
    if (site.session().threads().bringsAnswers()) {
      site.session().threads().workers().execute(this::begin);
    } else {
      begin();
    }
  }

  private void begin() {
    if (attempt.isInterrupted() || !site.session().canSend()) {
      fail(null); // it is tried again when the connection is back
      return;
    }
    try {
      follow(send());
    } catch (QueuePort.PlugInException | RuntimeException | Error e) {
      fail(refusal(e));
    }
  }

  // Create ...

  /** Puts a contender into the queue, and lists the queue with it if that is likely to be free. */
  private ContenderCreation send() throws QueuePort.PlugInException {
    ContenderCreation sent = new ContenderCreation(site.queues().open(parent));
    sent.send(site.label(), parent.isLikelyFree());
    creation = sent; // not before: one that was never sent is never answered
    return sent;
  }

  private void follow(ContenderCreation sent) {
    var unused =
        sent.entry().whenComplete((entry, failure) -> step(() -> onCreated(sent, entry, failure)));
  }

  private void onCreated(
      ContenderCreation sent, @Nullable Entry entry, @Nullable Throwable failure) {
    if (attempt.isInterrupted()) {
      abandon(); // the workers may be gone already
    } else if (entry != null) {
      onQueued(sent, entry);
      await(sent, entry.contenders());
    } else {
      onNotQueued(failure instanceof CompletionException e ? e.getCause() : failure);
    }
  }

  /** Its creation was a write, so it proves the session. */
  QueuedContender onQueued(ContenderCreation sent, Entry entry) {
    stopProving(); // of one whose place was lost
    QueuedContender queued = new QueuedContender(site.session(), attempt, parent, sent, entry);
    contender = queued;
    roundTrip = System.nanoTime() - sent.sentAt();
    if (queued.isOfHandle()) {
      site.proof().written(queued.handle(), sent.sentAt());
    }
    return queued;
  }

  private static boolean isNoNode(@Nullable Throwable failure) {
    return failure instanceof ReplyException reply && reply.code() == ReplyCode.NONODE;
  }

  private void onNotQueued(@Nullable Throwable failure) {
    if (isNoNode(failure)) {
      runMutex(); // the parent is missing
    } else {
      fail(failure == null ? null : refusal(failure));
    }
  }

  // ... list ...

  /** Waits for its turn. The queue is listed if it is not known. */
  private void await(ContenderCreation queued, @Nullable List<String> contenders) {
    PredecessorWatch begun = new PredecessorWatch(queued.queue(), this);
    watch = begun;
    if (!attempt.beginWait(() -> leave(begun))) {
      abandon();
    } else if (contenders != null) {
      onList(begun, contenders);
    } else {
      begun.look();
    }
  }

  // ... first? Or watch the one before, and list again.

  @Override
  public void onList(PredecessorWatch watch, List<String> contenders) {
    step(() -> decide(watch, contenders));
  }

  private void decide(PredecessorWatch watch, List<String> contenders) {
    if (!contender().isAmong(contenders)) {
      watch.fail(contender().isOpen() ? ReplyCode.NONODE : ReplyCode.SESSIONEXPIRED);
      return;
    }
    String predecessor = predecessor(contenders);
    if (predecessor == null) {
      if (attempt.endWait()) {
        hold();
      }
    } else if (shouldWait()) {
      watch.watch(predecessor);
    } else if (attempt.endWait()) {
      leave(watch);
    }
  }

  /** The contender that is next before it; null if it is the first, and holds the lock. */
  private @Nullable String predecessor(List<String> contenders) {
    String own = contender().name();
    contended = ContenderOrder.hasOthers(contenders, own);
    parent.onList(contended);
    return contended ? ContenderOrder.predecessor(contenders, own) : null;
  }

  /** Whether to wait behind another; if so its session is kept proven meanwhile. */
  boolean shouldWait() {
    QueuedContender own = contender();
    attempt.node(own.name());
    boolean shouldWait = lock.mayWait(attempt, roundTrip);
    if (shouldWait) {
      site.proof().add(own);
      if (attempt.isInterrupted()) {
        site.proof().remove(own); // whoever did that may have stopped the proof before
      }
    }
    return shouldWait;
  }

  @Override
  public void onTrouble(ReplyCode code) {
    step(
        () -> {
          if (!attempt.endWait()) {
            return;
          }
          if (code == ReplyCode.NONODE) {
            runMutex(); // the place is lost
          } else {
            end(refusal(new ReplyException(code, parent.path())));
          }
        });
  }

  // The same, as a mutex asks for it.

  private void runMutex() {
    site.queues().runMutex(parent, site.label(), this);
  }

  @Override
  public boolean enterMutex() {
    return attempt.enter();
  }

  @Override
  public boolean leaveMutex() {
    return attempt.leave();
  }

  @Override
  public void withdrawFormer() {
    var unused = withdraw();
  }

  @Override
  public CompletableFuture<?> create() throws QueuePort.PlugInException {
    return send().entry();
  }

  @Override
  public String onCreated() {
    ContenderCreation sent = creation;
    if (sent == null) {
      throw new IllegalStateException("nothing was created");
    }
    return onQueued(sent, sent.entry().join()).name();
  }

  @Override
  public Place place(List<String> contenders) {
    if (!contender().isAmong(contenders) || !contender().isOfPresentSession()) {
      return Place.GONE;
    }
    return predecessor(contenders) == null ? Place.FIRST : Place.BEHIND;
  }

  @Override
  public void onMutexOver(Outcome outcome) {
    step(() -> afterMutex(outcome));
  }

  private void afterMutex(Outcome outcome) {
    ContenderCreation sent = creation;
    if (outcome instanceof Outcome.Holds) {
      hold();
    } else if (attempt.isInterrupted()) {
      abandon();
    } else if (outcome instanceof Outcome.Queued queued && sent != null) {
      await(sent, queued.contenders());
    } else if (outcome instanceof Outcome.Failed failed) {
      if (sent != null && !sent.entry().isCompletedExceptionally() && mayRecover(failed)) {
        follow(sent); // the connection was lost: the contender is sought, and keeps its place
      } else {
        end(refusal(failed.failure()));
      }
    } else {
      end(null);
    }
  }

  private boolean mayRecover(Outcome.Failed failed) {
    return !isNoNode(failed.failure()) && refusal(failed.failure()) == null;
  }

  // The end.

  /** The contender is first in the queue. */
  private void hold() {
    QueueTenure tenure = site.newTenure(lock, parent, contender(), contended);
    stopProving(); // after it, as the tenure is proven from now on
    if (FencingToken.fits(tenure.czxid())) {
      over.set(true);
      grant(tenure);
      return;
    }
    var unused = tenure.end();
    fail(
        () ->
            new RejectedException(
                "No fencing token for lock '%s': the ensemble's epoch is too high (czxid 0x%x)."
                    .formatted(lock.name(), tenure.czxid())));
  }

  /** If that fails, nobody would ever give the lock back. */
  private void grant(QueueTenure tenure) {
    try {
      lock.begun(attempt, tenure);
    } catch (RuntimeException | Error e) {
      log.error("Lock '{}' could not be granted, and is given back.", lock.name(), e);
      Steps.take(
          () -> {
            var unused = tenure.end();
          },
          () -> lock.failed(attempt, null),
          () -> lock.onLost(tenure, LossCause.NODE_DELETED));
    }
  }

  /** Nobody waits; by whichever thread interrupts the attempt, or sees that. */
  private void leave(PredecessorWatch watch) {
    watch.stop();
    abandon();
  }

  /** Nobody waits. It is over when its node is known to be gone, or as long as that takes. */
  @Override
  public void abandon() {
    var unused = withdraw().thenRun(() -> fail(null));
  }

  private void end(@Nullable Supplier<RuntimeException> refusal) {
    var unused = withdraw();
    Supplier<RuntimeException> tooLong = parent.length().refusal();
    fail(tooLong == null ? refusal : tooLong);
  }

  /** Reports it, once. */
  private void fail(@Nullable Supplier<RuntimeException> refusal) {
    stopProving();
    if (over.compareAndSet(false, true)) {
      lock.failed(attempt, refusal);
    }
  }

  /** Whoever brings a reply would drop what a step throws; then the attempt would never end. */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("An attempt for lock '{}' failed; it leaves the queue.", lock.name(), e);
      PredecessorWatch left = attempt.endWait() ? watch : null;
      Steps.take(
          () -> {
            if (left != null) {
              left.stop();
            }
          },
          this::withdrawFormer,
          () -> fail(null));
    }
  }

  private @Nullable Supplier<RuntimeException> refusal(Throwable failure) {
    return LockRefusal.of(failure, site.session(), lock.name());
  }

  /**
   * Takes the contender out of the queue, as soon as it is there.
   *
   * @return completed with the first answer to that, or when there is no node to delete
   */
  private CompletableFuture<?> withdraw() {
    stopProving();
    ContenderCreation withdrawn = creation;
    creation = null; // what is to be deleted must not be waited with
    if (withdrawn == null) {
      return CompletableFuture.completedFuture(null);
    }
    return withdrawn
        .entry()
        .thenCompose(queued -> site.deletions().delete(parent.path() + "/" + queued.name()))
        .exceptionally(e -> ReplyCode.NONODE);
  }

  /** The proof is not needed for a queued node any more. */
  void stopProving() {
    if (contender != null) {
      site.proof().remove(contender);
    }
  }

  private QueuedContender contender() {
    if (contender == null) {
      throw new IllegalStateException("no contender is queued");
    }
    return contender;
  }
}
