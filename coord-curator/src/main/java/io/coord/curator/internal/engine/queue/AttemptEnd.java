package io.coord.curator.internal.engine.queue;

import io.coord.RejectedException;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.FencingToken;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Steps;
import io.coord.lock.LossCause;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ends: with a tenure, or with its contender out of the queue. The lock is notified
 * once. Any thread may end an attempt by interrupting it.
 */
final class AttemptEnd {

  private static final Log log = Log.of(AttemptEnd.class);

  private final QueueBackends backends;
  private final ProcessLock lock;
  private final Attempt attempt;
  private final LockPath path;
  private final OwnContender own;
  private final AtomicBoolean over = new AtomicBoolean();

  AttemptEnd(
      QueueBackends backends,
      ProcessLock lock,
      Attempt attempt,
      LockPath path,
      OwnContender contender) {
    this.backends = backends;
    this.lock = lock;
    this.attempt = attempt;
    this.path = path;
    this.own = contender;
  }

  /** The contender is first in the queue: begins a tenure. */
  void hold() {
    QueueTenure tenure = backends.newTenure(lock, path, own.node(), own.isContended());
    own.stopProving(); // only now, because the tenure is proven from here on
    if (FencingToken.fits(tenure.czxid())) {
      over.set(true);
      grant(tenure);
      return;
    }
    var unused = tenure.end();
    report(
        () ->
            new RejectedException(
                "No fencing token for lock '%s': the ensemble's epoch is too high (czxid 0x%x)."
                    .formatted(lock.name(), tenure.czxid())));
  }

  /** If the lock does not take the tenure, nobody else would release it. */
  private void grant(QueueTenure tenure) {
    try {
      lock.begun(attempt, tenure);
    } catch (RuntimeException | Error e) {
      log.error(
          "The lease of {} '{}' could not be granted and is released.",
          lock.kind(),
          lock.name(),
          e);
      Steps.take(
          () -> {
            var unused = tenure.end();
          },
          () -> lock.failed(attempt, null),
          () -> lock.onLost(tenure, LossCause.NODE_DELETED));
    }
  }

  /** Nobody waits any longer. Over once the deletion has had its first reply. */
  void abandon() {
    var unused = own.withdraw().thenRun(this::giveUp);
  }

  /** Nothing is in the queue; another attempt may succeed. */
  void giveUp() {
    report(null);
  }

  /** A step threw; another attempt may succeed. */
  void breakOff() {
    Steps.take(
        () -> {
          var unused = own.withdraw();
        },
        this::giveUp);
  }

  /**
   * The contender leaves the queue.
   *
   * @param cause null if only its place was lost
   */
  void leave(@Nullable Throwable cause) {
    var unused = own.withdraw();
    Supplier<RuntimeException> tooLong = path.length().refusal();
    report(tooLong == null ? refusal(cause) : tooLong);
  }

  /** Nothing is in the queue, for the given reason. */
  void fail(Throwable cause) {
    report(refusal(cause));
  }

  private void report(@Nullable Supplier<RuntimeException> refusal) {
    own.stopProving();
    if (over.compareAndSet(false, true)) {
      lock.failed(attempt, refusal);
    }
  }

  /** Whether another attempt would fail the same way. */
  boolean isFinal(Throwable cause) {
    return refusal(cause) != null;
  }

  private @Nullable Supplier<RuntimeException> refusal(@Nullable Throwable cause) {
    return cause == null ? null : LockRefusal.of(cause, backends.session(), lock.name());
  }
}
