package io.coord.curator.internal.engine.lock;

import io.coord.LeaseNotHeldException;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.lock.Waiter.Outcome;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one lock within this process. All of it is guarded by the lock's monitor; its parts
 * know nothing of each other.
 *
 * <p>However many threads want the lock, the process has at most one contender in ZooKeeper's
 * queue. Its place there goes through these states:
 *
 * <pre>
 *   no attempt, no turn   nothing of ours is in ZooKeeper (or it is being deleted)
 *   attempt               a contender is being created, or queued behind other processes
 *   turn, no hold         the process holds the lock, none of its threads does: lingering, or
 *                         something must become known before the next grant
 *   turn with a hold      a thread, or a future's owner, holds the lock
 * </pre>
 *
 * <p>Each transition changes the state and then lets {@link #advance} draw the consequences, which
 * is the only place where anything is granted, begun or ended.
 */
public final class LockState {

  private final ProcessLock lock;
  private final LockOptions defaults;
  private LockOptions options; // of whoever uses it; if nobody does, of the last who did
  private final LocalQueue queue = new LocalQueue();
  private final Map<Thread, Hold> holds = new HashMap<>();
  private final Candidacy candidacy;
  private @Nullable TenureState turn;
  private boolean closed;

  LockState(ProcessLock lock, LockOptions defaults, LockBackend surroundings) {
    this.lock = lock;
    this.defaults = defaults;
    this.options = defaults;
    this.candidacy = new Candidacy(lock, surroundings);
  }

  /** Queues the waiter, or settles it at once. */
  void enter(Waiter waiter, @Nullable LockOptions asked, DeferredActions effects) {
    failIfClosed();
    agreeOn(asked, effects);
    if (reenter(waiter)) {
      return;
    }
    if (waiter.isOneTry() && isInOtherHands()) {
      waiter.settle(new Outcome.Refused());
      effects.settle(waiter);
      return;
    }
    queue.add(waiter);
    advance(effects);
    if (waiter.isOneTry() && waiter.outcome() == null) {
      candidacy.lookIfOld(effects);
    }
  }

  /**
   * The options of a lock that is held or awaited stay, and whoever asks with others is told so. If
   * it is idle they are those of who asks; lingering ends if they are others, and goes on if that
   * one has none.
   */
  private void agreeOn(@Nullable LockOptions asked, DeferredActions effects) {
    boolean differ = asked != null && !asked.equals(options);
    if (!queue.isEmpty() || (turn != null && !turn.isIdle())) {
      if (differ) {
        throw new IllegalStateException(
            "Lock '%s' is in use in this process with %s, so not with %s. Use the same options or none, or wait until nobody in this process holds it or waits for it."
                .formatted(lock.name(), options, asked));
      }
    } else if (turn == null) {
      options = asked == null ? defaults : asked;
    } else if (asked != null && differ) {
      end(turn, effects);
      options = asked;
    }
  }

  /**
   * Whether nothing here is needed any more: it is neither held nor awaited, does not linger, has
   * no contender, and no thread has leases of a lost hold to close.
   */
  boolean isIdle() {
    holds
        .keySet()
        .removeIf(owner -> turn == null && !owner.isAlive()); // they are lost, all of them
    return turn == null && queue.isEmpty() && candidacy.isIdle() && holds.isEmpty();
  }

  /** Takes the waiter out of the queue; false if its outcome is settled. */
  boolean withdraw(Waiter waiter, DeferredActions effects) {
    boolean withdrawn = queue.remove(waiter);
    if (withdrawn) {
      advance(effects);
    }
    return withdrawn;
  }

  /** The waiter's time is up; does nothing if its outcome is settled. */
  void expire(Waiter waiter, DeferredActions effects) {
    if (queue.remove(waiter)) {
      waiter.settle(
          !waiter.isOneTry() && sawOtherHolder(waiter)
              ? new Outcome.Refused()
              : new Outcome.Failed(() -> new UnavailableException(lock.unavailable())));
      effects.settle(waiter);
      advance(effects);
    }
  }

  /** In words, for people. */
  String describe() {
    if (turn != null && !turn.isIdle()) {
      return queue.isEmpty() ? "held by this process" : "held by this process, others wait in it";
    }
    if (!queue.isEmpty()) {
      return "this process waits for it";
    }
    return turn == null ? describeIdle(closed) : "lingering in this process";
  }

  /** The same, of one that nobody here uses. */
  static String describeIdle(boolean closed) {
    return closed ? "closed" : "not held by this process";
  }

  /** Whether another was seen to hold the lock since this waiter came. */
  private boolean sawOtherHolder(Waiter waiter) {
    return queue.sawOtherHolder(waiter) || isInOtherHands();
  }

  /** Ends the lease; with the last one of its hold, the next waiter has the lock. */
  void close(LeaseImpl lease, DeferredActions effects) {
    Hold hold = lease.hold();
    if (!lease.end(effects) || !hold.close(lease)) {
      return;
    }
    if (hold.owner() != null) {
      holds.remove(hold.owner(), hold);
    }
    if (turn != null && turn.isOf(hold)) { // otherwise it was lost
      turn.release();
      advance(effects);
    }
  }

  /** Fails the waiters, loses the lease, and grants nothing any more. */
  void close(Consumer<Tenure> held, Consumer<Attempt> underWay, DeferredActions effects) {
    closed = true;
    queue.failAll(() -> new IllegalStateException(closedMessage()), effects);
    candidacy.ifUnderWay(underWay);
    if (turn != null) {
      held.accept(turn.tenure());
      var unused = lose(turn, LossCause.CLOSED, effects);
    }
    advance(effects);
  }

  /** The connection is lost; whether somebody waits for the lock. */
  boolean disconnected(DeferredActions effects) {
    candidacy.ifUnderWay(attempt -> effects.then(attempt::suspend));
    return !queue.isEmpty();
  }

  void abandonAttempt(DeferredActions effects) {
    candidacy.abandon(effects);
  }

  /** The attempt found another process before it; returns whether it may wait there. */
  boolean mayWait(Attempt asking, long roundTrip, DeferredActions effects) {
    candidacy.foundOther(asking, roundTrip);
    queue.seeOtherHolder(effects);
    if (queue.isEmpty()) {
      asking.dismiss();
    }
    return !asking.isDismissed();
  }

  /** Somebody has looked where the attempt stands. */
  void looked(Attempt queued, long period, boolean behindOther, DeferredActions effects) {
    if (candidacy.looked(queued, period, behindOther)) {
      queue.seeOtherHolder(effects);
      advance(effects);
    }
  }

  /** Where the attempt stands could not be found out. */
  void lookFailed(Attempt queued, DeferredActions effects) {
    queued.endLook();
    queue.failOneTries(() -> new UnavailableException(lock.unavailable()), effects);
    advance(effects);
  }

  /** The process holds the lock. */
  void begin(Tenure tenure, DeferredActions effects) {
    candidacy.succeeded();
    turn = new TenureState(lock, tenure);
    advance(effects);
  }

  /** The attempt came to nothing, for good if there is a refusal. */
  void fail(
      Attempt ended,
      @Nullable Supplier<? extends RuntimeException> refusal,
      DeferredActions effects) {
    candidacy.ended();
    if (refusal != null) {
      queue.failAll(refusal, effects);
    } else if (!ended.isDismissed()) {
      queue.failOneTries(() -> new UnavailableException(lock.unavailable()), effects);
      if (!queue.isEmpty()) {
        candidacy.pause(effects);
      }
    }
    advance(effects);
  }

  void endPause(DeferredActions effects) {
    candidacy.endPause();
    advance(effects);
  }

  /** Something became known of that tenure; does nothing if it is not the present one. */
  public void learn(
      Tenure tenure, BiConsumer<TenureState, DeferredActions> news, DeferredActions effects) {
    if (turn != null && turn.tenure() == tenure) {
      news.accept(turn, effects);
      advance(effects);
    }
  }

  /** The process does not hold the lock any more; returns the hold that ends with that, if any. */
  @Nullable Hold lose(TenureState lost, LossCause cause, DeferredActions effects) {
    turn = null;
    return lost.lose(cause, effects);
  }

  void advance(DeferredActions effects) {
    while (turn != null && turn.isIdle()) {
      TenureState idle = turn;
      switch (idle.next(!queue.isEmpty(), options)) {
        case GRANT -> grant(idle, effects);
        case VERIFY -> {
          idle.verify(effects);
          return;
        }
        case ASK -> {
          idle.askForOthers(effects);
          return;
        }
        case AWAIT_TOKENS -> {
          return;
        }
        case LINGER -> {
          if (!closed
              && idle.linger(
                  options.linger(), effects)) { // one begun before it was closed comes here, too
            return;
          }
          end(idle, effects);
        }
        case END -> end(idle, effects);
      }
    }
    if (turn == null) {
      if (queue.isEmpty()) {
        candidacy.rest(effects);
      } else {
        candidacy.pursue(effects);
      }
    }
  }

  private void grant(TenureState idle, DeferredActions effects) {
    Waiter waiter = queue.poll();
    Hold hold = idle.grant(waiter, effects);
    if (waiter.thread() != null && options.reentry()) {
      holds.put(waiter.thread(), hold);
    }
    waiter.settle(new Outcome.Granted(hold.open()));
    effects.settle(waiter);
    queue.seeOtherHolder(effects);
  }

  private void end(TenureState over, DeferredActions effects) {
    turn = null;
    effects.end(over.tenure());
  }

  private boolean reenter(Waiter waiter) {
    Hold mine = waiter.thread() == null ? null : holds.get(waiter.thread());
    if (mine == null) {
      return false;
    }
    if (!mine.isProven()) {
      throw new LeaseNotHeldException(
          "This thread has open leases of lock '%s' (token %d) that are %s; close them before acquiring it again."
              .formatted(lock.name(), mine.token(), mine.state()));
    }
    waiter.settle(new Outcome.Granted(mine.open()));
    return true;
  }

  private boolean isInOtherHands() {
    return (turn != null && !turn.isIdle()) || candidacy.isBehindOther();
  }

  void failIfClosed() {
    if (closed) {
      throw new IllegalStateException(closedMessage());
    }
  }

  private String closedMessage() {
    return "The Coordination of lock '%s' is closed.".formatted(lock.name());
  }
}
