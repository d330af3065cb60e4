package io.coord.curator.simulation.process;

import io.coord.CoordinationException;
import io.coord.curator.internal.engine.lock.LockBackends.SessionTenure;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a thread of a process does with one lock: it asks for it, holds it for a while, and closes
 * its lease.
 */
final class Contestant {

  static final long NEVER = Long.MAX_VALUE;

  private final LockProcess process;
  private final String name;
  private final Grants grants;
  private final Journal journal;
  private DistributedLock lock;
  private LockManager locks;
  private CompletableFuture<?> asked; // null while it does not wait
  private long deadline = NEVER; // of what it asked for
  private Lease lease; // null while it has none
  private boolean heldByThread; // the lease is
  private long heldOnUntil; // if it does not end by itself
  private String node; // of the lease's tenure
  private long session; // the same
  private long provenAt;
  private long checkedAt;
  private Lease lookedAt;
  private long grantedAt; // of the lease
  private int burst; // grants to come, each closed at once
  private int beforeEnd; // so many grants before the end of the burst
  private Runnable then; // something happens
  private final boolean ofThread;
  private int listening; // listeners that were not told the end of their lease

  /**
   * Does nothing yet.
   *
   * @param ofThread whether it may ask as a thread, too. There is but one, so of those that use one
   *     lock by one Coordination only one may
   */
  Contestant(
      LockProcess process,
      LockManager locks,
      String name,
      boolean ofThread,
      Grants grants,
      Journal journal) {
    this.process = process;
    this.name = name;
    this.ofThread = ofThread;
    this.grants = grants;
    this.journal = journal;
    use(locks);
  }

  /** Asks by that Coordination from now on. */
  void use(LockManager coordination) {
    locks = coordination;
    lock = coordination.lock(name);
  }

  LockProcess process() {
    return process;
  }

  LockManager locks() {
    return locks;
  }

  String lockName() {
    return name;
  }

  Lease lease() {
    return lease;
  }

  /** The path of the node of the lease; null without one. */
  String node() {
    return lease == null ? null : node;
  }

  /** Whether what is believed of the lease can be judged. */
  boolean isJudged() {
    return process.isJudged(node());
  }

  /** When it was last granted the lock; 0 if never. */
  long grantedAt() {
    return grantedAt;
  }

  boolean isHolding() {
    return lease != null && lease.isHeld();
  }

  /** Whether every listener was told how its lease ended. */
  boolean hasToldAll() {
    return listening == 0;
  }

  boolean isIdle() {
    return asked == null && lease == null;
  }

  boolean isWaiting() {
    return asked != null;
  }

  /** When its call must have ended; very late if it may take as long as it likes. */
  long deadline() {
    return deadline;
  }

  /** Asks for the lock, if it does nothing else, and holds it for that time. */
  void ask(long holdNanos) {
    if (isIdle()) {
      await(lock.acquireAsync(), NEVER, holdNanos);
    }
  }

  /** Asks for the lock if it is free now. */
  void askOnce(long holdNanos) {
    if (isIdle()) {
      await(
          lock.tryAcquireAsync(Duration.ZERO),
          process.process().scheduler().now() + process.session().operationTimeout().toNanos(),
          holdNanos);
    }
  }

  /** Asks as a thread, which is granted only what can be granted without waiting. */
  void askAsThread(long holdNanos) {
    if (ofThread && isIdle()) {
      try {
        lock.tryAcquire().ifPresent(granted -> hold(granted, holdNanos));
      } catch (IllegalStateException | CoordinationException e) {
        journal.note(process, "does not get " + name, e); // it may not wait
      } catch (InterruptedException e) {
        throw new AssertionError("nobody has interrupted it", e);
      }
    }
  }

  /** Asks once more as the thread that holds it, and closes one of the two leases. */
  void reenter(boolean closesFirst) {
    if (!ofThread || !isHolding() || !heldByThread) {
      return;
    }
    try {
      Lease again =
          lock.tryAcquire().orElseThrow(() -> new AssertionError("refused to its holder"));
      if (again.fencingToken() != lease.fencingToken()) {
        throw new AssertionError("a reentrant acquire has a token of its own: " + again);
      }
      Lease closed = closesFirst ? lease : again;
      lease = closesFirst ? again : lease;
      closed.close();
      if (lease.state() == LeaseState.RELEASED) {
        throw new AssertionError("released with the other lease of its hold: " + lease);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody has interrupted it", e);
    }
  }

  /** Asks as a thread that is interrupted. */
  void askInterrupted() {
    Thread.currentThread().interrupt();
    try {
      lock.acquire();
      throw new AssertionError("granted to an interrupted thread");
    } catch (InterruptedException e) {
      journal.note(process, "is interrupted", name);
    }
  }

  /** Has the state of its lease told from now on. */
  void listen() {
    if (lease != null) {
      listening++;
      boolean[] over = new boolean[1];
      var unused =
          lease.subscribe(
              (of, state) -> {
                if (over[0]) {
                  throw new AssertionError("told " + state + " after its end: " + of);
                }
                over[0] = state == LeaseState.RELEASED || state == LeaseState.LOST;
                listening -= over[0] ? 1 : 0;
              });
    }
  }

  /** The same, but not for longer than that. */
  void ask(long holdNanos, long mostNanos) {
    if (isIdle()) {
      await(
          lock.tryAcquireAsync(Duration.ofNanos(mostNanos)),
          process.process().scheduler().now() + mostNanos,
          holdNanos);
    }
  }

  /**
   * Asks so often for the lock, each time before it gives the former lease back.
   *
   * @param grantsBefore after which the task is run
   */
  void burst(int grantCount, int grantsBefore, Runnable task) {
    if (isIdle()) {
      burst = grantCount;
      beforeEnd = grantCount - grantsBefore;
      then = task;
      await(lock.acquireAsync(), NEVER, 0);
    }
  }

  /** Asks for nothing any more once it has what it waits for. */
  void endBurst() {
    burst = 0;
  }

  private void await(CompletableFuture<?> future, long latest, long holdNanos) {
    asked = future;
    deadline = latest;
    var unused =
        future.whenComplete((granted, failure) -> onAnswer(future, granted, failure, holdNanos));
  }

  private void onAnswer(
      CompletableFuture<?> future, Object granted, Throwable failure, long holdNanos) {
    if (asked != future) {
      return;
    }
    asked = null;
    deadline = NEVER;
    Object given = granted instanceof Optional<?> maybe ? maybe.orElse(null) : granted;
    if (given instanceof Lease got) {
      hold(got, holdNanos);
      heldByThread = false;
    } else {
      burst = 0;
      journal.note(process, "is not granted " + name, failure);
    }
  }

  private void hold(Lease got, long holdNanos) {
    heldByThread = true;
    lease = got;
    SessionTenure tenure = (SessionTenure) LockManager.tenure(got);
    node = tenure.path();
    session = tenure.session();
    provenAt = 0;
    checkedAt = 0;
    learnProof();
    grantedAt = process.process().scheduler().now();
    journal.note(process, "is granted " + name, got);
    grants.granted(got, process.isJudged(node));
    if (burst > 0) {
      burst--;
      if (burst == beforeEnd) {
        then.run();
      }
      lease = null;
      await(lock.acquireAsync(), NEVER, 0);
      got.close();
    } else {
      process.process().after(holdNanos, "release", () -> release(got));
    }
  }

  /** Keeps in mind when its session was proven last, for as long as it has a lease. */
  void learnProof() {
    SimulatedClient client = process.session().client();
    if (lease != null && client.sessionId() == session) {
      provenAt = Math.max(provenAt, client.provenAt());
      checkedAt = Math.max(checkedAt, client.checkedAt());
    }
  }

  /** Whether its lease's loss has not been looked at. */
  boolean isFirstLook() {
    boolean first = lookedAt != lease;
    lookedAt = lease;
    return first;
  }

  /** When the last request of its lease's session was sent that a quorum has answered. */
  long provenAt() {
    return provenAt;
  }

  /** The same for requests that checked a contender: other writes need not count. */
  long checkedAt() {
    return checkedAt;
  }

  /** The session of its lease. */
  long session() {
    return session;
  }

  /** Writes to the resource that the lock protects. */
  void write() {
    if (lease != null) {
      grants.write(lease, process.isJudged(node));
    }
  }

  /** Waits no more. */
  void cancel() {
    burst = 0;
    if (asked != null) {
      CompletableFuture<?> cancelled = asked;
      asked = null;
      deadline = NEVER;
      journal.note(process, "cancels " + name, "");
      cancelled.cancel(false);
    }
  }

  /** Its Coordination is being closed: whatever it waits for ends now. */
  void closing() {
    burst = 0;
    deadline = process.process().scheduler().now();
  }

  /** Gives back what it holds, if it does; its lease is closed twice, as by somebody careless. */
  void release() {
    if (lease != null) {
      Lease closed = lease;
      lease = null;
      journal.note(process, "releases " + name, closed);
      closed.close();
      closed.close();
      if (closed.isHeld() || closed.state() == LeaseState.HELD) {
        throw new AssertionError("held after its close: " + closed);
      }
    }
  }

  /** What it holds now takes that time at least. */
  void holdOn(long nanos) {
    heldOnUntil = process.process().scheduler().now() + nanos;
  }

  /** That lease's time is over; it may have been released before. */
  private void release(Lease due) {
    if (lease == null || lease.fencingToken() != due.fencingToken()) {
      return;
    }
    long left = heldOnUntil - process.process().scheduler().now();
    if (left > 0 && lease.isHeld()) {
      process.process().after(left, "release", () -> release(due));
    } else {
      release();
    }
  }

  @Override
  public String toString() {
    return "%s: %s, %s, lease %s, %s"
        .formatted(
            process, lock, asked == null ? "asks for nothing" : "waits", lease, process.session());
  }
}
