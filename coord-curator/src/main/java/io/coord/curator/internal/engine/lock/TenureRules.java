package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.lock.TenureTokens.Supply;
import io.coord.lock.LockOptions;

/** What a process does with its tenure while none of its threads holds the lock. Pure. */
final class TenureRules {

  /** What is known of other processes in the queue. */
  enum Others {
    /** Nothing yet. */
    UNKNOWN,
    /** Asked for, and a watch set; the answer is not here yet. */
    ASKED,
    /** Nobody, and a watch tells when that changes. */
    NONE,
    /** Somebody waits. Not taken back within a tenure, though he may leave. */
    SOME
  }

  /** What to do. */
  enum Step {
    /** Grant it to the first local waiter. */
    GRANT,
    /** Have it proven first that the lock is still held. */
    VERIFY,
    /** Find out first whether another process waits. */
    ASK,
    /** Wait for more tokens. */
    AWAIT_TOKENS,
    /** Keep it for a while. */
    LINGER,
    /** Give it back. */
    END
  }

  private TenureRules() {}

  /**
   * The next step.
   *
   * @param waiting whether a local waiter is queued
   * @param proven whether it is proven that the process holds the lock
   * @param grants how many grants were made in this tenure
   * @param tokens whether there is one for the next grant
   * @param lingering whether the tenure has been idle since before the waiter came
   */
  static Step next(
      boolean waiting,
      boolean proven,
      long grants,
      Supply tokens,
      Others others,
      boolean lingering,
      LockOptions options) {
    boolean inTurn = grants < options.localHandoffs();
    if (tokens == Supply.USED_UP || (others == Others.SOME && !(waiting && inTurn))) {
      return Step.END;
    }
    if (!waiting) {
      return proven && !options.linger().isZero() ? Step.LINGER : Step.END;
    }
    if (!proven) {
      return Step.VERIFY;
    }
    if (tokens == Supply.AWAITED) {
      return Step.AWAIT_TOKENS;
    }
    if (inTurn) {
      return Step.GRANT;
    }
    if (options.localHandoffs() == 1 && !lingering) {
      // Strict order: what another process asked a moment ago is not known here yet.
      return Step.END;
    }
    return others == Others.NONE ? Step.GRANT : Step.ASK;
  }
}
