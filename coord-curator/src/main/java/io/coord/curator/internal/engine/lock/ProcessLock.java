package io.coord.curator.internal.engine.lock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.LeaseNotHeldException;
import io.coord.Subscription;
import io.coord.curator.internal.engine.lock.Waiter.Outcome;
import io.coord.lock.LeaseListener;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One lock within this process: takes what happens to it, one thing at a time.
 *
 * <p>Every event (a waiter comes or gives up, a lease is closed, an attempt ends, something becomes
 * known of the tenure) changes the {@link LockState} under the one monitor. What must be done
 * without the monitor, waking threads and sending requests, is collected in {@link
 * DeferredActions}. So a thread that releases the lock grants it to the next one itself, without a
 * request and without a third thread; that is worth a factor of eight in throughput.
 */
public final class ProcessLock implements Tenure.Observer {

  private static final Duration MOMENT = Duration.ofMillis(50);

  private final String kind;
  private final String name;
  private final LockBackend backend;
  private final Executor again;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final LockState state;

  private volatile boolean retired; // written under the monitor

  /**
   * Opens it, and sends nothing.
   *
   * @param defaults the options of those who ask without any
   */
  public ProcessLock(String name, LockOptions defaults, LockBackend backend) {
    this("lock", name, defaults, backend);
  }

  /** The same for what is no lock to users: {@code kind} is what the log calls it. */
  ProcessLock(String kind, String name, LockOptions defaults, LockBackend backend) {
    this.kind = kind;
    this.name = name;
    this.backend = backend;
    this.again =
        action -> {
          var unused = backend.later(action, MOMENT);
        };
    this.state = new LockState(this, defaults, backend);
  }

  public String name() {
    return name;
  }

  /** What users know it as, such as "lock" or "election". */
  public String kind() {
    return kind;
  }

  LockBackend backend() {
    return backend;
  }

  Duration operationTimeout() {
    return backend.operationTimeout();
  }

  long nanoTime() {
    return backend.nanoTime();
  }

  /**
   * Checks that this thread is not one that would have to deliver the reply.
   *
   * @param action what the caller wants to do, to continue "Could not …"
   * @throws IllegalStateException if it is one
   */
  void requireThreadThatMayWait(String action) {
    backend.requireThreadThatMayWait(action);
  }

  String unavailable() {
    return "Could not request lock '%s' in time: ZooKeeper did not reply.".formatted(name);
  }

  /**
   * Queues the waiter, or settles it at once: with another lease of its thread's hold, with the
   * lock if that is idle in this process, or refused if it makes but one try and a thread has it.
   *
   * @param options null to use the lock as it is used already, or with its defaults
   * @return false if the lock is retired: nothing was done, and another takes its place
   * @throws LeaseNotHeldException if the waiter's thread has open leases of a hold that is lost or
   *     not provable
   * @throws IllegalStateException if the Coordination is closed, or the lock is in use with other
   *     options
   */
  public boolean enqueue(Waiter waiter, @Nullable LockOptions options) {
    DeferredActions actions = new DeferredActions(again);
    try {
      synchronized (monitor) {
        if (retired) {
          return false;
        }
        state.enqueue(waiter, options, actions);
      }
    } finally {
      var unused = actions.run();
    }
    return true;
  }

  /** Grants nothing from now on, if it is idle; whether that is so. */
  boolean retireIfIdle() {
    synchronized (monitor) {
      retired |= state.isIdle();
      return retired;
    }
  }

  boolean isRetired() {
    return retired;
  }

  /**
   * Checks that the Coordination is open.
   *
   * @throws IllegalStateException if it is closed
   */
  void requireOpen() {
    synchronized (monitor) {
      state.failIfClosed();
    }
  }

  /** Takes the waiter out of the queue; false if its outcome is settled. */
  boolean withdraw(Waiter waiter) {
    return decide((state, actions) -> state.withdraw(waiter, actions));
  }

  /** The caller cannot take the outcome: removes the waiter, or closes its lease. */
  void abandon(Waiter waiter) {
    if (!withdraw(waiter) && waiter.outcome() instanceof Outcome.Granted granted) {
      granted.lease().close();
    }
  }

  /**
   * The waiter's time is up: it is refused, or fails if it is not known whether anybody holds the
   * lock.
   */
  void expire(Waiter waiter) {
    on((state, actions) -> state.expire(waiter, actions));
  }

  /** The state within this process, in words. */
  String describe() {
    synchronized (monitor) {
      return state.describe();
    }
  }

  /** Ends the lease; with the last one of its hold, the next waiter has the lock. */
  void close(LeaseImpl lease) {
    DeferredActions actions = new DeferredActions(again);
    try {
      synchronized (monitor) {
        state.close(lease, actions);
      }
    } finally {
      actions.runAndAwaitEnd();
    }
  }

  Subscription subscribe(LeaseImpl lease, LeaseListener listener) {
    DeferredActions actions = new DeferredActions(again);
    Subscription subscription;
    try {
      synchronized (monitor) {
        subscription = lease.listeners(backend.callbacks(), actions).add(listener, actions);
      }
    } finally {
      var unused = actions.run();
    }
    watchForLoss(lease);
    return subscription;
  }

  /** See {@link LeaseImpl#whenLost}. */
  void whenLost(LeaseImpl lease, Runnable observer) {
    on((state, actions) -> lease.hold().whenLost(observer, actions));
    watchForLoss(lease);
  }

  /** Who listens wants to learn of a loss soon. */
  private static void watchForLoss(LeaseImpl lease) {
    if (lease.hold().lossCause() == null) {
      lease.hold().tenure().watchOwnNode();
    }
  }

  /**
   * Fails the waiters and gives the lock back.
   *
   * @return what is still in flight
   */
  List<CompletableFuture<?>> close() {
    List<CompletableFuture<?>> underWay = new CopyOnWriteArrayList<>(); // added to by a retry, too
    on(
        (state, actions) ->
            state.close(
                tenure -> actions.then(() -> underWay.add(tenure.end())),
                attempt -> underWay.add(attempt.over()),
                actions));
    return underWay;
  }

  /**
   * After a close that can wait no longer: the node goes now, even if a watch stays in the client.
   */
  void abandonAttempt() {
    on(LockState::abandonAttempt);
  }

  /**
   * The attempt is not first in the queue: whether to wait there. Those who make one try are
   * refused.
   *
   * @param roundTrip how long the service took to answer, in nanoseconds
   */
  public boolean shouldWait(Attempt asking, long roundTrip) {
    return decide((state, actions) -> state.shouldWait(asking, roundTrip, actions));
  }

  /**
   * Somebody has looked where the attempt stands.
   *
   * @param period of the connection, in which that was asked
   */
  public void onLook(Attempt queued, long period, boolean behindOther) {
    on((state, actions) -> state.onLook(queued, period, behindOther, actions));
  }

  /** Where the attempt stands could not be found out. */
  public void onLookFailed(Attempt queued) {
    on((state, actions) -> state.onLookFailed(queued, actions));
  }

  /**
   * The attempt is first in the queue: the process holds the lock. If nobody wants that any longer,
   * the attempt is over once its contender has left the queue.
   */
  public void begun(Attempt ended, Tenure tenure) {
    DeferredActions actions = new DeferredActions(again);
    CompletableFuture<?> leaving;
    try {
      synchronized (monitor) {
        state.begin(tenure, actions);
      }
    } finally {
      leaving = actions.run();
    }
    if (leaving == null) {
      ended.over().complete(null);
    } else {
      var unused = leaving.whenComplete((nothing, failure) -> ended.over().complete(null));
    }
  }

  /**
   * The attempt came to nothing.
   *
   * @param refusal why it never will; null if it may work another time
   */
  public void failed(Attempt ended, @Nullable Supplier<? extends RuntimeException> refusal) {
    on((state, actions) -> state.fail(ended, refusal, actions));
    ended.over().complete(null);
  }

  /**
   * The connection is lost. The contender that is queued stays, and none is created before the
   * connection is back.
   *
   * @return whether somebody waits
   */
  boolean disconnected() {
    return decide(LockState::disconnected);
  }

  /** Nothing to wait for any more: tries again at once if an attempt is due. */
  void retry() {
    on(LockState::endPause);
  }

  @Override
  public void onOthers(Tenure tenure, boolean waiting) {
    on(
        (state, actions) ->
            state.learn(tenure, (current, more) -> current.onOthers(waiting), actions));
  }

  @Override
  public void onTokens(Tenure tenure, OptionalLong zxid) {
    on((state, actions) -> state.learn(tenure, (current, more) -> current.onTokens(zxid), actions));
  }

  @Override
  public void onProofChanged(Tenure tenure) {
    on((state, actions) -> state.learn(tenure, TenureState::onProofChanged, actions));
  }

  @Override
  public void onLost(Tenure tenure, LossCause cause) {
    on(
        (state, actions) ->
            state.learn(
                tenure,
                (current, more) -> {
                  Hold lost = state.lose(current, cause, more);
                  more.end(tenure);
                  if (lost != null && cause != LossCause.CLOSED) { // the application's own doing
                    more.then(() -> backend.lost(this, lost.token(), cause));
                  }
                },
                actions));
  }

  /**
   * With the monitor held: has the state changed after that delay, as by any other event.
   *
   * @return cancels that; to be run without the monitor
   */
  Runnable later(Consumer<DeferredActions> change, Duration delay, DeferredActions actions) {
    Runnable event =
        () ->
            on(
                (state, then) -> {
                  change.accept(then);
                  state.advance(then);
                });
    CompletableFuture<Future<?>> timer = new CompletableFuture<>();
    actions.then(() -> timer.complete(backend.later(event, delay)));
    return () -> {
      var unused = timer.thenAccept(started -> started.cancel(false));
    };
  }

  private void on(BiConsumer<LockState, DeferredActions> event) {
    var unused =
        decide(
            (state, actions) -> {
              event.accept(state, actions);
              return true;
            });
  }

  /** What the state has left to be done is done, even if it has thrown. */
  private boolean decide(BiPredicate<LockState, DeferredActions> event) {
    DeferredActions actions = new DeferredActions(again);
    try {
      synchronized (monitor) {
        return event.test(state, actions);
      }
    } finally {
      var unused = actions.run();
    }
  }
}
