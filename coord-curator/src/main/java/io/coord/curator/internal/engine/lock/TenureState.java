package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.lock.TenureRules.Others;
import io.coord.curator.internal.engine.lock.TenureRules.Step;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A lock's account of its present tenure, and the steps it takes in it. All of it is guarded by the
 * lock's monitor.
 *
 * <p>What it asks for counts as asked only once the question is among the actions: if there is no
 * memory for that, the next event asks.
 */
final class TenureState {

  private static final Duration VERIFY_PAUSE = Duration.ofMillis(50);

  private final ProcessLock lock;
  private final Tenure tenure;
  private Others others;
  private final TenureTokens tokens;
  private long grants;
  private @Nullable Hold hold;
  private boolean verifying;
  private boolean verifyingLater;
  private boolean lingering;
  private @Nullable Runnable cancelLinger; // null when no timer is running
  private long idleSince;
  private long now; // when the next step was chosen; looking at the clock costs as much as a grant

  TenureState(ProcessLock lock, Tenure tenure) {
    this.lock = lock;
    this.tenure = tenure;
    this.tokens = new TenureTokens(tenure.czxid());
    this.others = tenure.beganContended() ? Others.SOME : Others.UNKNOWN;
  }

  Tenure tenure() {
    return tenure;
  }

  /** Whether nobody in this process holds the lock. */
  boolean isIdle() {
    return hold == null;
  }

  boolean isOf(Hold some) {
    return hold == some;
  }

  /** What to do while it is idle. */
  Step next(boolean waiting, LockOptions options) {
    now = lock.nanoTime();
    boolean proven = tenure.isProven(now);
    return TenureRules.next(waiting, proven, grants, tokens.supply(), others, lingering, options);
  }

  /** What the waiter is to be granted; nothing is done yet. */
  Hold newHold(Waiter waiter) {
    return new Hold(lock, tenure, tokens.first(), waiter);
  }

  /** That is the hold, with the token that it has. */
  void grant(Hold granted) {
    long unused = tokens.next();
    grants++;
    lingering = false;
    hold = granted;
  }

  /** Finds out in time what the grant after the present one depends on. */
  void prepareNext(DeferredActions actions) {
    if (grants == 2) {
      askForOthers(actions);
    }
    if (others == Others.NONE && tokens.needRenewal()) {
      actions.then(tenure::renewTokens);
      tokens.beginRenewal();
    }
  }

  /** The last lease of the hold is closed. */
  void release() {
    hold = null;
    lingering = false;
  }

  /**
   * It is over. A lock may linger for years, so its timer would be left behind by every tenure that
   * ends before.
   */
  void end(DeferredActions actions) {
    if (cancelLinger != null) {
      actions.then(cancelLinger);
    }
  }

  /** Returns the hold that is lost, if there is one. */
  @Nullable Hold lose(LossCause cause, DeferredActions actions) {
    end(actions);
    if (hold != null) {
      hold.lose(cause, actions);
    }
    return hold;
  }

  /** Asks a quorum, once at a time. */
  void verify(DeferredActions actions) {
    if (!verifying) {
      actions.then(
          () -> {
            var unused = tenure.verify(); // the lock is notified as its observer
          });
      verifying = true;
    }
  }

  /** The proof has changed, or the answer to a question is here. */
  void onProofChanged(DeferredActions actions) {
    if (hold != null) {
      hold.publishState(actions);
      hold.warnIfForgotten(actions);
    }
    if (!verifying || tenure.isProven()) {
      verifying = false;
    } else if (!verifyingLater) {
      // It proved too little, or there was none: an answer must not lead to the next request.
      lock.later(
          then -> {
            verifyingLater = false;
            verifying = false;
          },
          VERIFY_PAUSE,
          actions);
      verifyingLater = true;
    }
  }

  void askForOthers(DeferredActions actions) {
    if (others == Others.UNKNOWN) {
      actions.then(tenure::watchOthers);
      others = Others.ASKED;
    }
  }

  /** What was found out; an older reply may come after a newer one. */
  void onOthers(boolean waiting) {
    if (others != Others.SOME) {
      others = waiting ? Others.SOME : Others.NONE;
    }
  }

  /** The tokens of a later write can be had; empty if not. */
  void onTokens(OptionalLong zxid) {
    zxid.ifPresentOrElse(tokens::renew, tokens::refuse);
  }

  /** Keeps the lock while nobody uses it; false once that has been long enough. */
  boolean linger(Duration longest, DeferredActions actions) {
    if (!lingering) {
      lingering = true;
      idleSince = now;
      askForOthers(actions);
    }
    Duration left = longest.minusNanos(now - idleSince);
    if (left.isNegative() || left.isZero()) {
      return false;
    }
    if (cancelLinger == null) {
      // One timer serves many short uses: when it falls due it is seen how much is left.
      cancelLinger = lock.later(then -> cancelLinger = null, left, actions);
    }
    return true;
  }
}
