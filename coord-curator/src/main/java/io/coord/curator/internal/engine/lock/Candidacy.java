package io.coord.curator.internal.engine.lock;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process's way to its next tenure: one {@link Attempt} after another, for as long as somebody
 * waits. All of it is guarded by the lock's monitor.
 *
 * <p>Attempts do not overlap: a withdrawn one is interrupted, and the next begins when that is
 * over. If it got the lock after all, whoever waits by then has it.
 */
final class Candidacy {

  /** How long an answer of the service takes at most, as long as it is well. */
  private static final long SETTLING_NANOS = 100_000_000;

  private static final long LONGEST_SETTLING_NANOS = 1_000_000_000;

  private final ProcessLock lock;
  private final LockBackend surroundings;
  private @Nullable Attempt attempt;
  private boolean pausing;
  private int failures;

  Candidacy(ProcessLock lock, LockBackend surroundings) {
    this.lock = lock;
    this.surroundings = surroundings;
  }

  /** Whether there is neither an attempt nor a pause after one. */
  boolean isIdle() {
    return attempt == null && !pausing;
  }

  /** Somebody waits: an attempt is begun when there is a connection, or goes on. */
  void pursue(DeferredActions effects) {
    if (attempt != null) {
      attempt.revive();
    } else if (!pausing && surroundings.connectedPeriod() != 0) {
      Attempt begun = new Attempt(surroundings.nanoTime() + SETTLING_NANOS);
      attempt = begun;
      effects.then(() -> surroundings.start(lock, begun));
    }
  }

  /** Nobody waits: an attempt that is under way retires. */
  void rest(DeferredActions effects) {
    if (attempt != null && attempt.retire()) {
      dismissLater(attempt, effects);
    }
  }

  /** The attempt found another process before it. */
  void foundOther(Attempt asking, long roundTrip) {
    long settling = SETTLING_NANOS + Math.min(4 * roundTrip, LONGEST_SETTLING_NANOS);
    asking.settleAt(surroundings.nanoTime() + settling);
    asking.foundOther(surroundings.connectedPeriod());
  }

  /** Whether the process is queued behind another. What was seen before a disconnection is old. */
  boolean isBehindOther() {
    return attempt != null && attempt.isBehindOther(surroundings.connectedPeriod());
  }

  /** Somebody wants to know now whether the process is queued behind another. */
  void lookIfOld(DeferredActions effects) {
    Attempt queued = attempt;
    if (queued != null && queued.beginLook(surroundings.connectedPeriod())) {
      effects.then(() -> surroundings.look(lock, queued));
    }
  }

  /** The answer, if it is about the present attempt: whether another process is before it. */
  boolean looked(Attempt queued, long period, boolean behindOther) {
    queued.endLook();
    if (behindOther) {
      queued.foundOther(period);
    }
    return attempt == queued && behindOther;
  }

  /** The attempt has led to a tenure. */
  void succeeded() {
    attempt = null;
    failures = 0;
  }

  /** The attempt came to nothing; the next one may begin at once. */
  void ended() {
    attempt = null;
  }

  /** No attempt is begun before a delay has passed, which grows from failure to failure. */
  void pause(DeferredActions effects) {
    pausing = true;
    Duration delay = surroundings.backoff(failures++);
    effects.then(() -> surroundings.later(lock::retry, delay));
  }

  /** Nothing to wait for any more. */
  void endPause() {
    pausing = false;
  }

  /** The attempt is told to leave the queue at once, even if a watch stays in the client. */
  void abandon(DeferredActions effects) {
    if (attempt != null) {
      dismiss(attempt, effects);
    }
  }

  void ifUnderWay(Consumer<Attempt> then) {
    if (attempt != null) {
      then.accept(attempt);
    }
  }

  private void dismissLater(Attempt retired, DeferredActions effects) {
    long left = retired.settled() - surroundings.nanoTime();
    if (left <= 0) {
      dismiss(retired, effects);
    } else {
      lock.later(
          then -> {
            if (attempt == retired && retired.isRetiring()) {
              dismissLater(retired, then);
            }
          },
          Duration.ofNanos(left),
          effects);
    }
  }

  private static void dismiss(Attempt useless, DeferredActions effects) {
    useless.dismiss();
    effects.then(useless::interrupt);
  }
}
