package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.lock.Waiter.Outcome;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Retry;
import io.coord.lock.Contender;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The application's side of a lock: how a thread waits, and what it gets. It has a name and
 * options; what is granted is in the {@link ProcessLock} of that name, which all handles share.
 */
final class LockHandle implements DistributedLock {

  private final String name;
  private final @Nullable LockOptions options;
  private final LockManager locks;
  private final SessionPort session;
  private volatile @Nullable ProcessLock lock; // as last seen; it may be retired

  /**
   * Opens nothing yet.
   *
   * @param options null to use the lock as others in this process do
   */
  LockHandle(String name, @Nullable LockOptions options, LockManager locks, SessionPort session) {
    this.name = name;
    this.options = options;
    this.locks = locks;
    this.session = session;
    this.lock = locks.find(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Lease acquire() throws InterruptedException {
    Outcome outcome = await(Waiter.patient(), null);
    if (outcome instanceof Outcome.Granted granted) {
      return granted.lease();
    }
    throw failure(outcome);
  }

  @Override
  public Optional<Lease> tryAcquire() throws InterruptedException {
    return result(await(Waiter.oneTry(), Deadline.after(session.operationTimeout())));
  }

  @Override
  public Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException {
    Deadline deadline = Deadline.after(maxWait);
    return maxWait.isZero() ? tryAcquire() : result(await(Waiter.patient(), deadline));
  }

  @Override
  public CompletableFuture<Lease> acquireAsync() {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    Waiter waiter = Waiter.async(future, session.threads().callbacks());
    CompletableFuture<ProcessLock> asked = new CompletableFuture<>();
    withdrawOnceOver(future, waiter, asked);
    asked.complete(enqueue(waiter));
    return future;
  }

  /** All that may fail comes before the waiter is queued: a grant to it would be nobody's. */
  @Override
  public CompletableFuture<Optional<Lease>> tryAcquireAsync(Duration maxWait) {
    long nanos = Deadline.saturatedNanos(maxWait.isZero() ? session.operationTimeout() : maxWait);
    Executor callbacks = session.threads().callbacks();
    CompletableFuture<Lease> granted = new CompletableFuture<>(); // with null if it is refused
    Waiter waiter =
        maxWait.isZero() ? Waiter.asyncTry(granted, callbacks) : Waiter.async(granted, callbacks);
    CompletableFuture<ProcessLock> asked = new CompletableFuture<>();
    Future<?> expiry = expireIn(nanos, waiter, asked);
    try {
      CompletableFuture<Optional<Lease>> future = new CompletableFuture<>();
      var unused = granted.whenComplete((lease, failure) -> pass(lease, failure, future));
      var unusedToo = future.whenComplete((lease, failure) -> expiry.cancel(false));
      withdrawOnceOver(future, waiter, asked);
      asked.complete(enqueue(waiter));
      return future;
    } catch (RuntimeException | Error e) {
      expiry.cancel(false);
      throw e;
    }
  }

  /** From now on, which is before it is queued. */
  private Future<?> expireIn(long nanos, Waiter waiter, CompletableFuture<ProcessLock> asked) {
    Executor engine = session.threads().engine();
    Executor later = session.threads().later(engine);
    Runnable expiry =
        () -> {
          var unused =
              asked.thenAccept(
                  lock -> Retry.untilTaken(() -> engine.execute(() -> lock.expire(waiter)), later));
        };
    return session.threads().timer().schedule(expiry, nanos, TimeUnit.NANOSECONDS);
  }

  /** Once the future is done, also by a cancellation or a timeout, its waiter is not needed. */
  private static void withdrawOnceOver(
      CompletableFuture<?> future, Waiter waiter, CompletableFuture<ProcessLock> asked) {
    var unused =
        future.whenComplete(
            (result, failure) -> {
              var unusedToo = asked.thenAccept(lock -> lock.withdraw(waiter));
            });
  }

  private static void pass(
      @Nullable Lease lease,
      @Nullable Throwable failure,
      CompletableFuture<Optional<Lease>> future) {
    if (failure != null) {
      future.completeExceptionally(failure);
    } else if (!future.complete(Optional.ofNullable(lease)) && lease != null) {
      lease.close(); // cancelled meanwhile
    }
  }

  @Override
  public List<Contender> contenders() throws InterruptedException {
    ProcessLock read = open(lock);
    read.requireOpen();
    new Calls(session).requireThreadThatMayWait("read the contenders of lock '%s'".formatted(name));
    return read.backend().contenders();
  }

  @Override
  public String toString() {
    return "DistributedLock[%s, %s]".formatted(name, locks.describe(name));
  }

  /** Queues the waiter, and parks until there is an outcome, or the deadline makes one. */
  private Outcome await(Waiter waiter, @Nullable Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    ProcessLock asked = enqueue(waiter);
    try {
      requireThreadThatMayWait(asked, waiter);
      if (!waiter.await(deadline)) {
        asked.expire(waiter);
      }
    } catch (InterruptedException e) {
      if (asked.withdraw(waiter)) {
        throw e;
      }
      Thread.currentThread().interrupt(); // settled first; the interrupt is for what comes next
    } catch (RuntimeException | Error e) {
      asked.abandon(waiter);
      throw e;
    }
    return Objects.requireNonNull(waiter.outcome(), "outcome");
  }

  /** Has the lock of this name queue the waiter; returns which one did. */
  private ProcessLock enqueue(Waiter waiter) {
    ProcessLock asked = lock;
    try {
      while (asked == null || !asked.enqueue(waiter, options)) {
        asked = open(asked);
      }
      return asked;
    } catch (RuntimeException | Error e) {
      if (asked != null) {
        asked.abandon(waiter);
      }
      throw e;
    }
  }

  private ProcessLock open(@Nullable ProcessLock former) {
    ProcessLock opened = locks.open(name, former);
    lock = opened;
    return opened;
  }

  /** Where it would wait in vain, only what needs no answer of the service is granted. */
  private void requireThreadThatMayWait(ProcessLock asked, Waiter waiter) {
    if (waiter.outcome() == null && session.threads().deliversReplies() && asked.withdraw(waiter)) {
      new Calls(session).requireThreadThatMayWait("acquire lock '%s'".formatted(name));
    }
  }

  private static Optional<Lease> result(Outcome outcome) {
    if (outcome instanceof Outcome.Granted granted) {
      return Optional.of(granted.lease());
    }
    if (outcome instanceof Outcome.Refused) {
      return Optional.empty();
    }
    throw failure(outcome);
  }

  private static RuntimeException failure(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return failed.failure().get();
    }
    return new IllegalStateException("a waiter ended with " + outcome);
  }
}
