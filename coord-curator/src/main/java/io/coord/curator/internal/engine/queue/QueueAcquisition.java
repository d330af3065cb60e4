package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.queue.MutexSteps.Outcome;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Steps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lock's protocol, for one attempt:
 *
 * <pre>
 *   create   an ephemeral, sequential node: the contender
 *   list     the queue
 *   first?   the process holds the lock: a tenure begins
 *   else     watch the contender before it, and only that; when it changes, list again
 *
 *   parents missing, or place lost:   have an InterProcessMutex queue, on a worker
 *   reply lost:                       search for the contender, which keeps its place
 *   nobody waits any more:            delete the contender
 * </pre>
 *
 * <p>It needs no thread: the reply to each step triggers the next. The contender survives a lost
 * connection as long as its handle is open; when that is closed, the attempt ends. Used by one
 * thread at a time: the one that delivers replies, or the mutex's worker.
 */
final class QueueAcquisition implements PredecessorWatch.Observer {

  private static final Log log = Log.of(QueueAcquisition.class);

  private final QueueBackends backends;
  private final ProcessLock lock;
  private final Attempt attempt;
  private final LockPath parent;
  private final byte[] data;
  private final OwnContender own;
  private final AttemptEnd attemptEnd;
  private final MutexSteps mutexSteps;
  private volatile @Nullable PredecessorWatch watch;

  /** Sends nothing yet. */
  QueueAcquisition(
      QueueBackends backends, ProcessLock lock, Attempt attempt, LockPath parent, byte[] data) {
    this.backends = backends;
    this.lock = lock;
    this.attempt = attempt;
    this.parent = parent;
    this.data = data;
    this.own = new OwnContender(backends, attempt, parent, data);
    this.attemptEnd = new AttemptEnd(backends, lock, attempt, parent, own);
    this.mutexSteps =
        new MutexQueueing(
            attempt, own, attemptEnd::abandon, outcome -> step(() -> onMutexOver(outcome)));
  }

  /**
   * Starts, without waiting. Not on a thread that delivers replies, because the client's plug-ins
   * may block.
   */
  void start() {
    if (backends.session().threads().deliversReplies()) {
      backends.session().threads().workers().execute(this::create);
    } else {
      create();
    }
  }

  // Create ...

  private void create() {
    if (attempt.isCancelled() || !backends.session().canSend()) {
      attemptEnd.giveUp(); // retried when the connection is back
      return;
    }
    try {
      follow(own.create());
    } catch (QueuePort.PlugInException | RuntimeException | Error e) {
      attemptEnd.fail(e);
    }
  }

  private void follow(ContenderCreation sent) {
    var unused =
        sent.entry().whenComplete((entry, failure) -> step(() -> onCreated(sent, entry, failure)));
  }

  private void onCreated(
      ContenderCreation sent, @Nullable Entry entry, @Nullable Throwable failure) {
    if (attempt.isCancelled()) {
      attemptEnd.abandon(); // the workers may be gone already
    } else if (entry != null) {
      own.onQueued(sent, entry);
      await(sent, entry.contenders());
    } else if (failure != null) {
      onNotCreated(failure);
    }
  }

  private void onNotCreated(Throwable failure) {
    if (isNoNode(failure)) {
      runMutex(); // the parent is missing
    } else {
      attemptEnd.fail(failure);
    }
  }

  // ... list ...

  /** Waits for its turn. Lists the queue, unless the list came with the creation. */
  private void await(ContenderCreation queued, @Nullable List<String> contenders) {
    PredecessorWatch begun = new PredecessorWatch(queued.queue(), this);
    watch = begun;
    if (!attempt.beginWait(() -> leave(begun))) {
      attemptEnd.abandon();
    } else if (contenders != null) {
      onList(begun, contenders);
    } else {
      begun.look();
    }
  }

  @Override
  public void onList(PredecessorWatch watch, List<String> contenders) {
    step(() -> decide(watch, contenders));
  }

  // ... first? Or watch the one before, and list again.

  private void decide(PredecessorWatch watch, List<String> contenders) {
    QueuedContender node = own.node();
    if (!node.isAmong(contenders)) {
      watch.fail(node.isOpen() ? ReplyCode.NONODE : ReplyCode.SESSIONEXPIRED);
      return;
    }
    String predecessor = own.predecessor(contenders);
    if (predecessor == null) {
      if (attempt.endWait()) {
        attemptEnd.hold();
      }
    } else if (shouldWait(node)) {
      watch.watch(predecessor);
    } else if (attempt.endWait()) {
      leave(watch);
    }
  }

  /** Whether to wait behind another; if so, the session is kept proven in the meantime. */
  private boolean shouldWait(QueuedContender node) {
    attempt.node(node.name());
    boolean shouldWait = lock.shouldWait(attempt, own.roundTrip());
    if (shouldWait) {
      own.keepProven();
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
            attemptEnd.leave(new ReplyException(code, parent.path()));
          }
        });
  }

  /** Nobody waits any longer. Called by the thread that interrupts the attempt, or that notices. */
  private void leave(PredecessorWatch watch) {
    watch.stop();
    attemptEnd.abandon();
  }

  // The same with a mutex, and how to continue from where that stops.

  private void runMutex() {
    backends.queues().runMutex(parent, data, mutexSteps);
  }

  private void onMutexOver(Outcome outcome) {
    ContenderCreation sent = own.creation();
    if (outcome instanceof Outcome.Holds) {
      attemptEnd.hold();
    } else if (attempt.isCancelled()) {
      attemptEnd.abandon();
    } else if (outcome instanceof Outcome.Queued queued && sent != null) {
      await(sent, queued.contenders());
    } else if (outcome instanceof Outcome.Failed failed) {
      if (sent != null && mayBeQueued(sent, failed.failure())) {
        follow(sent); // the reply was lost: the contender is searched for, and keeps its place
      } else {
        attemptEnd.leave(failed.failure());
      }
    } else {
      attemptEnd.leave(null);
    }
  }

  private boolean mayBeQueued(ContenderCreation sent, Throwable failure) {
    return !sent.entry().isCompletedExceptionally()
        && !isNoNode(failure)
        && !attemptEnd.isFinal(failure);
  }

  private static boolean isNoNode(Throwable failure) {
    return failure instanceof ReplyException reply && reply.code() == ReplyCode.NONODE;
  }

  /**
   * A thread that delivers replies swallows what a step throws; then the attempt would never end.
   */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("An attempt for {} '{}' failed; it leaves the queue.", lock.kind(), lock.name(), e);
      PredecessorWatch left = attempt.endWait() ? watch : null;
      Steps.take(
          () -> {
            if (left != null) {
              left.stop();
            }
          },
          attemptEnd::breakOff);
    }
  }
}
