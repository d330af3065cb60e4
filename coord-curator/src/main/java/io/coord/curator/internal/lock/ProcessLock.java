package io.coord.curator.internal.lock;

import io.coord.LeaseNotHeldException;
import io.coord.Subscription;
import io.coord.UnavailableException;
import io.coord.curator.internal.lock.GrantRules.Others;
import io.coord.curator.internal.lock.GrantRules.Step;
import io.coord.curator.internal.lock.Waiter.Outcome;
import io.coord.lock.LeaseListener;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One lock within this process: the local queue, and the grants made from it.
 *
 * <p>However many threads want the lock, the process has at most one contender in ZooKeeper's
 * queue. Its place there goes through these states:
 *
 * <pre>
 *   no attempt, no turn   nothing of ours is in ZooKeeper (or it is being deleted)
 *   attempt               a worker is inside the mutex, queued behind other processes or not
 *   turn, no hold         the process holds the lock, none of its threads does: lingering, or
 *                         something must become known before the next grant
 *   turn with a hold      a thread, or a future's owner, holds the lock
 * </pre>
 *
 * <p>Every event (a waiter comes or gives up, a lease is closed, an attempt ends, something becomes
 * known of the tenure) changes the state under the monitor and then lets {@link #advance} draw the
 * consequences, which is the only place where anything is granted, begun or ended. What must be
 * done without the monitor, waking threads and sending requests, is collected in {@link Effects}.
 * So a thread that releases the lock grants it to the next one itself, without a request and
 * without a third thread; that is worth a factor of eight in throughput.
 *
 * <p>Attempts do not overlap: a withdrawn one is interrupted, and the next begins when its worker
 * is out of the mutex. If it got the lock after all, whoever waits by then has it.
 */
final class ProcessLock implements Tenure.Observer {

  /** Begins tenures, and does what else needs a thread or a clock. */
  interface Surroundings {

    /** Runs the attempt on a worker. */
    void start(ProcessLock lock, Attempt attempt);

    /** Calls back after that delay, without a monitor held. */
    void later(Runnable task, Duration delay);

    /** The delay before an attempt after so many that failed in a row. */
    Duration backoff(int failures);

    long nanoTime();

    /** Adds the listener to those of a lease; queues only. */
    Subscription listen(LeaseAudience audience, LeaseListener listener);

    Duration operationTimeout();
  }

  /** How long an answer of the service takes at most, as long as it is well. */
  private static final long SETTLING_NANOS = 100_000_000;

  private static final long LONGEST_SETTLING_NANOS = 1_000_000_000;
  private static final Duration VERIFY_PAUSE = Duration.ofMillis(50);

  private final String name;
  private final LockOptions options;
  private final Surroundings surroundings;
  private final Object monitor = new Object();

  // All guarded by monitor.
  private final LinkedHashSet<Waiter> queue = new LinkedHashSet<>();
  private final Map<Thread, Hold> holds = new HashMap<>();
  private @Nullable Attempt attempt;
  private @Nullable Turn turn;
  private boolean retryPending;
  private int failures;
  private int oneTries;
  private long sightings;
  private boolean closed;

  ProcessLock(String name, LockOptions options, Surroundings surroundings) {
    this.name = name;
    this.options = options;
    this.surroundings = surroundings;
  }

  String name() {
    return name;
  }

  LockOptions options() {
    return options;
  }

  Duration operationTimeout() {
    return surroundings.operationTimeout();
  }

  // ---- what the application does

  /**
   * Queues the waiter, or settles it at once: with another lease of its thread's hold, with the
   * lock if that is idle in this process, or refused if it makes but one try and a thread has it.
   *
   * @throws LeaseNotHeldException if the waiter's thread has open leases of a hold that is lost or
   *     not provable
   */
  void enter(Waiter waiter) {
    Effects effects = new Effects();
    synchronized (monitor) {
      failIfClosed();
      if (reenter(waiter)) {
        return;
      }
      if (waiter.isOneTry() && isInOtherHands()) {
        waiter.settle(new Outcome.Refused());
        return;
      }
      waiter.sightings(sightings);
      queue.add(waiter);
      oneTries += waiter.isOneTry() ? 1 : 0;
      advance(effects);
    }
    effects.run();
  }

  /**
   * Checks that the Coordination is open.
   *
   * @throws IllegalStateException if it is closed
   */
  void requireOpen() {
    synchronized (monitor) {
      failIfClosed();
    }
  }

  /** Takes the waiter out of the queue; false if its outcome is settled. */
  boolean withdraw(Waiter waiter) {
    Effects effects = new Effects();
    synchronized (monitor) {
      if (!queue.remove(waiter)) {
        return false;
      }
      oneTries -= waiter.isOneTry() ? 1 : 0;
      advance(effects);
    }
    effects.run();
    return true;
  }

  /** Whether another was seen to hold the lock since this waiter came. */
  boolean sawOtherHolder(Waiter waiter) {
    synchronized (monitor) {
      return sightings != waiter.sightings() || isInOtherHands();
    }
  }

  /** Ends the lease; with the last one of its hold, the next waiter has the lock. */
  void close(HeldLease lease) {
    Effects effects = new Effects();
    synchronized (monitor) {
      Hold hold = lease.hold();
      if (!lease.end() || !hold.close(lease)) {
        return;
      }
      if (hold.owner() != null) {
        holds.remove(hold.owner(), hold);
      }
      if (turn == null || turn.hold != hold) {
        return; // it was lost
      }
      turn.hold = null;
      turn.lingering = false;
      advance(effects);
    }
    effects.runAndAwaitEnd();
  }

  Subscription subscribe(HeldLease lease, LeaseListener listener) {
    Subscription subscription;
    synchronized (monitor) {
      subscription = surroundings.listen(lease.audience(), listener);
    }
    // Whoever wants to be told of a loss wants to be told soon.
    if (lease.hold().lossCause() == null) {
      lease.hold().tenure().watchOwnNode();
    }
    return subscription;
  }

  /**
   * Fails the waiters and gives the lock back.
   *
   * @return what is still under way
   */
  List<CompletableFuture<?>> close() {
    Effects effects = new Effects();
    List<CompletableFuture<?>> underWay = new ArrayList<>();
    synchronized (monitor) {
      closed = true;
      settleAll(effects, () -> new IllegalStateException(closedMessage()));
      if (attempt != null) {
        underWay.add(attempt.over());
      }
      if (turn != null) {
        Tenure tenure = turn.tenure;
        loseTurn(turn, LossCause.CLOSED);
        effects.then(() -> underWay.add(tenure.end()));
      }
      advance(effects);
    }
    effects.run();
    return underWay;
  }

  /**
   * After a close that can wait no longer: the node goes now, even if a watch stays in the client.
   */
  void abandonAttempt() {
    Effects effects = new Effects();
    synchronized (monitor) {
      if (attempt != null) {
        attempt.dismiss();
        effects.then(attempt::interrupt);
      }
    }
    effects.run();
  }

  // ---- what the worker tells of an attempt

  /**
   * Not first in the queue: whether to wait there. Who made but one try is told.
   *
   * @param roundTrip how long the service took to answer, in nanoseconds
   */
  boolean mayWait(Attempt asking, long roundTrip) {
    Effects effects = new Effects();
    boolean mayWait;
    synchronized (monitor) {
      long settling = SETTLING_NANOS + Math.min(4 * roundTrip, LONGEST_SETTLING_NANOS);
      asking.foundOther(surroundings.nanoTime() + settling);
      sightings++;
      refuseOneTries(effects);
      if (queue.isEmpty()) {
        asking.dismiss();
      }
      mayWait = !asking.isDismissed();
    }
    effects.run();
    return mayWait;
  }

  /** First in the queue: the process holds the lock. */
  void begun(Attempt ended, Tenure tenure) {
    Effects effects = new Effects();
    synchronized (monitor) {
      attempt = null;
      failures = 0;
      turn = new Turn(tenure);
      advance(effects);
    }
    effects.run();
    ended.over().complete(null);
  }

  /**
   * It came to nothing.
   *
   * @param refusal why it never will; null if it may work another time
   */
  void failed(Attempt ended, @Nullable Supplier<? extends RuntimeException> refusal) {
    Effects effects = new Effects();
    synchronized (monitor) {
      attempt = null;
      if (refusal != null) {
        settleAll(effects, refusal);
      } else if (!ended.isDismissed()) {
        failOneTries(effects);
        if (!queue.isEmpty()) {
          retryPending = true;
          Duration delay = surroundings.backoff(failures++);
          effects.then(() -> surroundings.later(this::retry, delay));
        }
      }
      advance(effects);
    }
    ended.over().complete(null);
    effects.run();
  }

  /** Nothing to wait for any more: tries again at once if an attempt is due. */
  void retry() {
    Effects effects = new Effects();
    synchronized (monitor) {
      retryPending = false;
      advance(effects);
    }
    effects.run();
  }

  // ---- what becomes known of the tenure

  @Override
  public void onOthers(Tenure tenure, boolean waiting) {
    Effects effects = new Effects();
    synchronized (monitor) {
      if (turn == null || turn.tenure != tenure) {
        return;
      }
      if (turn.others != Others.SOME) { // an older reply may come later
        turn.others = waiting ? Others.SOME : Others.NONE;
      }
      advance(effects);
    }
    effects.run();
  }

  @Override
  public void onProofChanged(Tenure tenure) {
    Effects effects = new Effects();
    synchronized (monitor) {
      if (turn == null || turn.tenure != tenure) {
        return;
      }
      if (turn.hold != null) {
        turn.hold.announce();
        turn.hold.warnIfForgotten();
      }
      if (turn.verifying && !tenure.isProven()) {
        verifyLater(turn, effects);
      } else {
        turn.verifying = false;
      }
      advance(effects);
    }
    effects.run();
  }

  @Override
  public void onLost(Tenure tenure, LossCause cause) {
    Effects effects = new Effects();
    synchronized (monitor) {
      if (turn == null || turn.tenure != tenure) {
        return;
      }
      loseTurn(turn, cause);
      effects.end(tenure);
      advance(effects);
    }
    effects.run();
  }

  /**
   * The answer proved too little, or there was none: an answer must not lead to the next request.
   */
  private void verifyLater(Turn unproven, Effects effects) {
    if (!unproven.verifyingLater) {
      unproven.verifyingLater = true;
      effects.then(() -> surroundings.later(() -> onVerifyTimer(unproven), VERIFY_PAUSE));
    }
  }

  private void onVerifyTimer(Turn timed) {
    Effects effects = new Effects();
    synchronized (monitor) {
      timed.verifyingLater = false;
      timed.verifying = false;
      if (turn == timed) {
        advance(effects);
      }
    }
    effects.run();
  }

  private void onRetirementTimer(Attempt retired) {
    Effects effects = new Effects();
    synchronized (monitor) {
      if (attempt == retired && retired.isRetiring()) {
        dismissLater(retired, effects);
      }
    }
    effects.run();
  }

  private void onLingerTimer(Turn timed) {
    Effects effects = new Effects();
    synchronized (monitor) {
      timed.timerPending = false;
      if (turn == timed) {
        advance(effects);
      }
    }
    effects.run();
  }

  // ---- the rest is called with the monitor held

  private void advance(Effects effects) {
    while (turn != null && turn.hold == null) {
      if (!step(turn, effects)) {
        return;
      }
    }
    if (turn != null) {
      return;
    }
    if (attempt == null) {
      if (!queue.isEmpty() && !retryPending) {
        Attempt begun = new Attempt(surroundings.nanoTime() + SETTLING_NANOS);
        attempt = begun;
        effects.then(() -> surroundings.start(this, begun));
      }
    } else if (!queue.isEmpty()) {
      attempt.revive();
    } else if (attempt.retire()) {
      dismissLater(attempt, effects);
    }
  }

  private void dismissLater(Attempt retired, Effects effects) {
    long left = retired.settled() - surroundings.nanoTime();
    if (left <= 0) {
      retired.dismiss();
      effects.then(retired::interrupt);
    } else {
      Duration delay = Duration.ofNanos(left);
      effects.then(() -> surroundings.later(() -> onRetirementTimer(retired), delay));
    }
  }

  /** Returns whether the state changed, so that there may be a next step. */
  private boolean step(Turn idle, Effects effects) {
    Step step =
        GrantRules.next(
            !queue.isEmpty(),
            idle.tenure.isProven(),
            idle.grants,
            idle.others,
            idle.lingering,
            options);
    switch (step) {
      case GRANT -> {
        grant(idle, effects);
        return true;
      }
      case VERIFY -> {
        if (!idle.verifying) {
          idle.verifying = true;
          effects.then(() -> verify(idle.tenure));
        }
        return false;
      }
      case ASK -> {
        askForOthers(idle, effects);
        return false;
      }
      case LINGER -> {
        return !linger(idle, effects);
      }
      case END -> {
        endTurn(idle, effects);
        return true;
      }
    }
    throw new IllegalStateException("no such step: " + step);
  }

  private static void verify(Tenure tenure) {
    var unused = tenure.verify(); // told to this as the observer
  }

  private void grant(Turn idle, Effects effects) {
    Iterator<Waiter> first = queue.iterator();
    Waiter waiter = first.next();
    first.remove();
    oneTries -= waiter.isOneTry() ? 1 : 0;
    idle.grants++;
    idle.lingering = false;
    long token = FencingToken.of(idle.tenure.czxid(), idle.grants);
    Hold hold = new Hold(this, idle.tenure, token, waiter);
    idle.hold = hold;
    if (waiter.thread() != null) {
      holds.put(waiter.thread(), hold);
    }
    waiter.settle(new Outcome.Granted(hold.open()));
    effects.settle(waiter);
    sightings++;
    refuseOneTries(effects);
    if (idle.grants == 2) {
      askForOthers(idle, effects);
    }
  }

  private void askForOthers(Turn current, Effects effects) {
    if (current.others == Others.UNKNOWN) {
      current.others = Others.ASKED;
      effects.then(current.tenure::watchOthers);
    }
  }

  /** Returns false if it has lingered long enough. */
  private boolean linger(Turn idle, Effects effects) {
    long now = surroundings.nanoTime();
    if (!idle.lingering) {
      idle.lingering = true;
      idle.idleSince = now;
      askForOthers(idle, effects);
    }
    Duration left = options.linger().minusNanos(now - idle.idleSince);
    if (left.isNegative() || left.isZero()) {
      endTurn(idle, effects);
      return false;
    }
    if (!idle.timerPending) {
      // One timer serves many short uses: when it falls due it sees how much is left.
      idle.timerPending = true;
      effects.then(() -> surroundings.later(() -> onLingerTimer(idle), left));
    }
    return true;
  }

  private void endTurn(Turn over, Effects effects) {
    turn = null;
    effects.end(over.tenure);
  }

  private void loseTurn(Turn lost, LossCause cause) {
    turn = null;
    if (lost.hold != null) {
      lost.hold.lose(cause);
    }
  }

  private boolean reenter(Waiter waiter) {
    Hold mine = waiter.thread() == null ? null : holds.get(waiter.thread());
    if (mine == null) {
      return false;
    }
    if (!mine.isProven()) {
      throw new LeaseNotHeldException(
          "This thread has open leases of lock '%s' (token %d) that are %s; close them before asking again."
              .formatted(name, mine.token(), mine.state()));
    }
    waiter.settle(new Outcome.Granted(mine.open()));
    return true;
  }

  private boolean isInOtherHands() {
    return (turn != null && turn.hold != null) || (attempt != null && attempt.isBehindOther());
  }

  private void refuseOneTries(Effects effects) {
    settleOneTries(effects, new Outcome.Refused());
  }

  private void failOneTries(Effects effects) {
    settleOneTries(effects, new Outcome.Failed(() -> new UnavailableException(unavailable())));
  }

  private void settleOneTries(Effects effects, Outcome outcome) {
    if (oneTries == 0) {
      return;
    }
    for (Iterator<Waiter> waiters = queue.iterator(); waiters.hasNext(); ) {
      Waiter waiter = waiters.next();
      if (waiter.isOneTry()) {
        waiters.remove();
        waiter.settle(outcome);
        effects.settle(waiter);
      }
    }
    oneTries = 0;
  }

  private void settleAll(Effects effects, Supplier<? extends RuntimeException> failure) {
    for (Waiter waiter : queue) {
      waiter.settle(new Outcome.Failed(failure));
      effects.settle(waiter);
    }
    queue.clear();
    oneTries = 0;
  }

  private void failIfClosed() {
    if (closed) {
      throw new IllegalStateException(closedMessage());
    }
  }

  String unavailable() {
    return "Could not ask for lock '%s' in time: ZooKeeper did not answer.".formatted(name);
  }

  private String closedMessage() {
    return "The Coordination of lock '%s' is closed.".formatted(name);
  }
}
