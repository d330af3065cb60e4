package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.support.Log;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process's way to its next tenure: one {@link Attempt} after another, for as long as somebody
 * waits. All of it is guarded by the lock's monitor.
 *
 * <p>Attempts do not overlap: one that nobody needs is cancelled, and the next begins when that is
 * over. If it acquires the lock after all, the next waiter gets it. The cancellation is delayed for
 * a moment, in case another waiter arrives and can use the place in the queue: cancelling an
 * attempt just before its watch is set would cost the removal of that watch.
 */
final class Acquisition {

  private static final Log log = Log.of(Acquisition.class);

  /** How long an answer of the service takes at most, as long as it is well. */
  private static final long SETTLING_NANOS = 100_000_000;

  private static final long LONGEST_SETTLING_NANOS = 1_000_000_000;

  private enum Stage {
    NEEDED,
    CANCEL_SCHEDULED,
    CANCELLED
  }

  private final ProcessLock lock;
  private final LockBackend backend;
  private boolean pausing;
  private int failures;

  private @Nullable Attempt attempt; // the present one, which the rest is about
  private Stage stage = Stage.NEEDED;
  private boolean queued; // behind another process, when it last looked
  private long knownIn; // the connection epoch of that look
  private boolean looking;
  private long settled; // from then on its cancellation leaves no watch behind

  Acquisition(ProcessLock lock, LockBackend backend) {
    this.lock = lock;
    this.backend = backend;
  }

  /** Whether there is neither an attempt nor a pause after one. */
  boolean isIdle() {
    return attempt == null && !pausing;
  }

  /** Somebody waits: an attempt continues, or starts once there is a connection. */
  void start(DeferredActions actions) {
    if (attempt != null) {
      resume();
    } else if (!pausing && backend.connectionEpoch() != 0) {
      Attempt started = new Attempt();
      actions.then(() -> start(started)); // not after it counts as begun
      attempt = started;
      stage = Stage.NEEDED;
      queued = false;
      looking = false;
      settled = backend.nanoTime() + SETTLING_NANOS;
    }
  }

  /** Not simply again if it fails: a contender may have been sent. */
  private void start(Attempt started) {
    try {
      backend.start(lock, started);
    } catch (RuntimeException | Error e) {
      log.warn("An attempt for lock '{}' could not begin; another will.", lock.name(), e);
      started.cancel();
      lock.failed(started, null);
    }
  }

  private void resume() {
    if (stage == Stage.CANCEL_SCHEDULED) {
      stage = Stage.NEEDED;
    }
  }

  /** Nobody waits: an attempt in flight is cancelled after a moment. */
  void scheduleCancel(DeferredActions actions) {
    if (attempt != null && stage == Stage.NEEDED) {
      stage = Stage.CANCEL_SCHEDULED;
      cancelOnceSettled(attempt, actions);
    }
  }

  private void cancelOnceSettled(Attempt unneeded, DeferredActions actions) {
    long left = settled - backend.nanoTime();
    if (left <= 0) {
      cancel(actions);
    } else {
      lock.later(
          then -> {
            if (attempt == unneeded && stage == Stage.CANCEL_SCHEDULED) {
              cancelOnceSettled(unneeded, then);
            }
          },
          Duration.ofNanos(left),
          actions);
    }
  }

  /** The attempt leaves the queue at once, even if a watch stays in the client. */
  void cancel(DeferredActions actions) {
    Attempt unneeded = attempt;
    if (unneeded != null) {
      actions.then(unneeded::cancel);
      stage = Stage.CANCELLED;
    }
  }

  boolean isCancelled() {
    return attempt != null && stage == Stage.CANCELLED;
  }

  /** The attempt found another process before it. */
  void foundOther(Attempt asking, long roundTrip) {
    if (attempt == asking) {
      settled =
          backend.nanoTime() + SETTLING_NANOS + Math.min(4 * roundTrip, LONGEST_SETTLING_NANOS);
      foundOtherIn(backend.connectionEpoch());
    }
  }

  private void foundOtherIn(long epoch) {
    queued = true;
    knownIn = epoch;
  }

  /** Whether the attempt is to wait in the queue; if not, it leaves by itself. */
  boolean shouldWait(Attempt asking, boolean needed) {
    if (attempt == asking && !needed) {
      stage = Stage.CANCELLED;
    }
    return attempt == asking && stage != Stage.CANCELLED;
  }

  /** Whether the process is queued behind another. What was seen before a disconnection is old. */
  boolean isBehindOther() {
    long epoch = backend.connectionEpoch();
    return isQueued() && knownIn == epoch && epoch != 0;
  }

  private boolean isQueued() {
    return attempt != null && queued && stage != Stage.CANCELLED;
  }

  /** Somebody wants to know now whether the process is queued behind another. */
  void lookIfOld(DeferredActions actions) {
    Attempt asked = attempt;
    if (asked != null && isQueued() && !looking && knownIn != backend.connectionEpoch()) {
      actions.then(() -> backend.look(lock, asked));
      looking = true;
    }
  }

  /** The answer, if it is about the present attempt: whether another process is before it. */
  boolean onLook(Attempt asked, long epoch, boolean behindOther) {
    boolean learnt = attempt == asked && behindOther;
    endLook(asked);
    if (learnt) {
      foundOtherIn(epoch);
    }
    return learnt;
  }

  void endLook(Attempt asked) {
    if (attempt == asked) {
      looking = false;
    }
  }

  /** The attempt has led to a tenure. */
  void succeeded() {
    attempt = null;
    failures = 0;
  }

  /** The attempt came to nothing; the next one may begin at once. */
  void failed(Attempt ended) {
    if (attempt == ended) {
      attempt = null;
    }
  }

  /** No attempt is started before a delay has passed, which grows from failure to failure. */
  void pause(DeferredActions actions) {
    Duration delay = backend.backoff(failures++);
    actions.then(
        () -> {
          var unused = backend.later(lock::retry, delay);
        });
    pausing = true; // not before: somebody must end it
  }

  /** Nothing to wait for any more. */
  void endPause() {
    pausing = false;
  }

  void ifUnderWay(Consumer<Attempt> then) {
    if (attempt != null) {
      then.accept(attempt);
    }
  }
}
