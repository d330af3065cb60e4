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
 * queue. That goes through these states:
 *
 * <pre>
 *   neither               nothing of ours is in ZooKeeper (or it is being deleted)
 *   attempt               a contender is being created, or queued behind other processes
 *   tenure, no hold       the process holds the lock, none of its threads does: lingering, or
 *                         something must become known before the next grant
 *   tenure with a hold    a thread, or a future's owner, holds the lock
 * </pre>
 *
 * <p>Each transition changes the state and then lets {@link #advance} draw the consequences, which
 * is the only place where anything is granted, begun or ended.
 */
public final class LockState {

  private final ProcessLock lock;
  private final LockOptions defaults;
  private LockOptions options; // of its users; while there is none, of the last one
  private final LocalWaiters waiters = new LocalWaiters();
  private final Map<Thread, Hold> holds = new HashMap<>();
  private final Acquisition acquisition;
  private @Nullable TenureState current;
  private boolean closed;

  LockState(ProcessLock lock, LockOptions defaults, LockBackend backend) {
    this.lock = lock;
    this.defaults = defaults;
    this.options = defaults;
    this.acquisition = new Acquisition(lock, backend);
  }

  /** Queues the waiter, or settles it at once. */
  void enqueue(Waiter waiter, @Nullable LockOptions asked, DeferredActions actions) {
    failIfClosed();
    agreeOn(asked, actions);
    if (reenter(waiter)) {
      return;
    }
    if (waiter.isOneTry() && isInOtherHands()) {
      waiter.settle(new Outcome.Refused());
      actions.settle(waiter);
      return;
    }
    waiters.add(waiter);
    advance(actions);
    if (waiter.isOneTry() && waiter.outcome() == null) {
      acquisition.lookIfOld(actions);
    }
  }

  /**
   * While a lock is held or waited for, its options stay, and asking with others fails. An idle one
   * takes the caller's options: other ones end its lingering, and none leave it as it is.
   */
  private void agreeOn(@Nullable LockOptions asked, DeferredActions actions) {
    boolean differ = asked != null && !asked.equals(options);
    if (!waiters.isEmpty() || (current != null && !current.isIdle())) {
      if (differ) {
        throw new IllegalStateException(
            "Lock '%s' is in use in this process with %s, so not with %s. Use the same options or none, or wait until nobody in this process holds it or waits for it."
                .formatted(lock.name(), options, asked));
      }
    } else if (current == null) {
      options = asked == null ? defaults : asked;
    } else if (asked != null && differ) {
      end(current, actions);
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
        .removeIf(owner -> current == null && !owner.isAlive()); // they are lost, all of them
    return current == null && waiters.isEmpty() && acquisition.isIdle() && holds.isEmpty();
  }

  /** Takes the waiter out of the waiters; false if its outcome is settled. */
  boolean withdraw(Waiter waiter, DeferredActions actions) {
    boolean withdrawn = waiters.remove(waiter);
    if (withdrawn) {
      advance(actions);
    }
    return withdrawn;
  }

  /** The waiter's time is up; does nothing if its outcome is settled. */
  void expire(Waiter waiter, DeferredActions actions) {
    if (waiters.remove(waiter)) {
      waiter.settle(
          !waiter.isOneTry() && sawOtherHolder(waiter)
              ? new Outcome.Refused()
              : new Outcome.Failed(() -> new UnavailableException(lock.unavailable())));
      actions.settle(waiter);
      advance(actions);
    }
  }

  /** In words, for people. */
  String describe() {
    if (current != null && !current.isIdle()) {
      return waiters.isEmpty() ? "held by this process" : "held by this process, others wait in it";
    }
    if (!waiters.isEmpty()) {
      return "this process waits for it";
    }
    return current == null ? describeIdle(closed) : "lingering in this process";
  }

  /** The same, of one that nobody here uses. */
  static String describeIdle(boolean closed) {
    return closed ? "closed" : "not held by this process";
  }

  /** Whether another was seen to hold the lock since this waiter came. */
  private boolean sawOtherHolder(Waiter waiter) {
    return waiters.sawOtherHolder(waiter) || isInOtherHands();
  }

  /** Ends the lease; with the last one of its hold, the next waiter has the lock. */
  void close(LeaseImpl lease, DeferredActions actions) {
    Hold hold = lease.hold();
    if (lease.isClosed()) {
      return;
    }
    hold.forget(lease);
    lease.end(actions);
    if (!hold.close()) { // nothing is allocated from here on, so nothing is left half done
      return;
    }
    if (hold.owner() != null) {
      holds.remove(hold.owner(), hold);
    }
    if (current != null && current.isOf(hold)) { // otherwise it was lost
      current.release();
      advance(actions);
    }
  }

  /** Fails the waiters, loses the lease, and grants nothing any more. */
  void close(Consumer<Tenure> held, Consumer<Attempt> underWay, DeferredActions actions) {
    closed = true;
    waiters.failAll(() -> new IllegalStateException(closedMessage()), actions);
    acquisition.ifUnderWay(underWay);
    if (current != null) {
      held.accept(current.tenure());
      var unused = lose(current, LossCause.CLOSED, actions);
    }
    advance(actions);
  }

  /** The connection is lost; whether somebody waits for the lock. */
  boolean disconnected(DeferredActions actions) {
    acquisition.ifUnderWay(attempt -> actions.then(attempt::interruptWorker));
    return !waiters.isEmpty();
  }

  void abandonAttempt(DeferredActions actions) {
    acquisition.cancel(actions);
  }

  /** The attempt found another process before it; returns whether it may wait there. */
  boolean shouldWait(Attempt asking, long roundTrip, DeferredActions actions) {
    acquisition.foundOther(asking, roundTrip);
    waiters.seeOtherHolder(actions);
    return acquisition.shouldWait(asking, !waiters.isEmpty());
  }

  /** Somebody has looked where the attempt stands. */
  void onLook(Attempt queued, long period, boolean behindOther, DeferredActions actions) {
    if (acquisition.onLook(queued, period, behindOther)) {
      waiters.seeOtherHolder(actions);
      advance(actions);
    }
  }

  /** Where the attempt stands could not be found out. */
  void onLookFailed(Attempt queued, DeferredActions actions) {
    acquisition.endLook(queued);
    waiters.failOneTries(() -> new UnavailableException(lock.unavailable()), actions);
    advance(actions);
  }

  /** The process holds the lock. */
  void begin(Tenure tenure, DeferredActions actions) {
    acquisition.succeeded();
    current = new TenureState(lock, tenure);
    advance(actions);
  }

  /** The attempt came to nothing, for good if there is a refusal. */
  void fail(
      Attempt ended,
      @Nullable Supplier<? extends RuntimeException> refusal,
      DeferredActions actions) {
    boolean needed = !acquisition.isCancelled();
    acquisition.failed(ended);
    if (refusal != null) {
      waiters.failAll(refusal, actions);
    } else if (needed) {
      waiters.failOneTries(() -> new UnavailableException(lock.unavailable()), actions);
      if (!waiters.isEmpty()) {
        acquisition.pause(actions);
      }
    }
    advance(actions);
  }

  void endPause(DeferredActions actions) {
    acquisition.endPause();
    advance(actions);
  }

  /** Something became known of that tenure; does nothing if it is not the present one. */
  public void learn(
      Tenure tenure, BiConsumer<TenureState, DeferredActions> news, DeferredActions actions) {
    if (current != null && current.tenure() == tenure) {
      news.accept(current, actions);
      advance(actions);
    }
  }

  /** The process does not hold the lock any more; returns the hold that ends with that, if any. */
  @Nullable Hold lose(TenureState lost, LossCause cause, DeferredActions actions) {
    current = null;
    return lost.lose(cause, actions);
  }

  void advance(DeferredActions actions) {
    while (current != null && current.isIdle()) {
      TenureState idle = current;
      switch (idle.next(!waiters.isEmpty(), options)) {
        case GRANT -> grant(idle, actions);
        case VERIFY -> {
          idle.verify(actions);
          return;
        }
        case ASK -> {
          idle.askForOthers(actions);
          return;
        }
        case AWAIT_TOKENS -> {
          return;
        }
        case LINGER -> {
          if (!closed
              && idle.linger(
                  options.linger(), actions)) { // one begun before it was closed comes here, too
            return;
          }
          end(idle, actions);
        }
        case END -> end(idle, actions);
      }
    }
    if (current == null) {
      if (waiters.isEmpty()) {
        acquisition.scheduleCancel(actions);
      } else {
        acquisition.start(actions);
      }
    }
  }

  private void grant(TenureState idle, DeferredActions actions) {
    Waiter waiter = waiters.first(); // it stays until nothing can fail any more
    Hold hold = idle.newHold(waiter);
    Outcome granted = new Outcome.Granted(hold.open());
    actions.settle(waiter); // who is granted it, and not notified, would keep it for good
    if (waiter.thread() != null && options.reentry()) {
      holds.put(waiter.thread(), hold);
    }
    idle.grant(hold);
    waiters.remove(waiter);
    waiter.settle(granted);
    idle.prepareNext(actions);
    waiters.seeOtherHolder(actions);
  }

  private void end(TenureState over, DeferredActions actions) {
    actions.end(over.tenure()); // not after it is forgotten: nobody else would end it
    current = null;
    over.end(actions);
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
    return (current != null && !current.isIdle()) || acquisition.isBehindOther();
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
