package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
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
  private String node; // of the lease's tenure
  private long grantedAt; // of the lease
  private int burst; // grants to come, each closed at once

  Contestant(LockProcess process, LockManager locks, String name, Grants grants, Journal journal) {
    this.process = process;
    this.name = name;
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

  /** The same, but not for longer than that. */
  void ask(long holdNanos, long mostNanos) {
    if (isIdle()) {
      await(
          lock.tryAcquireAsync(Duration.ofNanos(mostNanos)),
          process.process().scheduler().now() + mostNanos,
          holdNanos);
    }
  }

  /** Asks so often for the lock, each time before it gives the former lease back. */
  void burst(int grantCount) {
    if (isIdle()) {
      burst = grantCount;
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
      lease = got;
      node = LockManager.tenure(got).path();
      grantedAt = process.process().scheduler().now();
      journal.note(process, "is granted " + name, got);
      grants.granted(got, process.isJudged(node));
      if (burst > 0) {
        burst--;
        Lease former = got;
        lease = null;
        await(lock.acquireAsync(), NEVER, 0);
        former.close();
      } else {
        process.process().after(holdNanos, "release", this::release);
      }
    } else {
      burst = 0;
      journal.note(process, "is not granted " + name, failure);
    }
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

  private void release() {
    if (lease != null) {
      Lease closed = lease;
      lease = null;
      journal.note(process, "releases " + name, closed);
      closed.close();
    }
  }

  @Override
  public String toString() {
    return "%s: %s, %s, lease %s, %s"
        .formatted(
            process, lock, asked == null ? "asks for nothing" : "waits", lease, process.session());
  }
}
