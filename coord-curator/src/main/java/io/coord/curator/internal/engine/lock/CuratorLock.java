package io.coord.curator.internal.engine.lock;

import io.coord.Subscription;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.lock.Waiter.Outcome;
import io.coord.curator.internal.engine.queue.LockPath;
import io.coord.curator.internal.engine.queue.LockSite;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.lock.Contender;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseListener;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The application's side of a lock: how a thread waits, and what it is told. */
public final class CuratorLock implements DistributedLock {

  private final SessionPort session;
  private final LockSite site;
  private final ProcessLock lock;
  private final LockPath node;

  CuratorLock(String name, LockOptions options, LockSite site, String path) {
    this.session = site.session();
    this.site = site;
    this.lock = new ProcessLock(name, options, new Site(site));
    this.node = site.path(path);
  }

  @Override
  public String name() {
    return lock.name();
  }

  LockOptions options() {
    return lock.options();
  }

  public ProcessLock processLock() {
    return lock;
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
    Outcome outcome = await(Waiter.oneTry(), Deadline.after(lock.operationTimeout()));
    if (outcome == null) {
      throw new UnavailableException(lock.unavailable());
    }
    return result(outcome);
  }

  @Override
  public Optional<Lease> tryAcquire(Duration maxWait) throws InterruptedException {
    Deadline deadline = Deadline.after(maxWait);
    if (maxWait.isZero()) {
      return tryAcquire();
    }
    Waiter waiter = Waiter.patient();
    Outcome outcome = await(waiter, deadline);
    if (outcome == null) {
      if (lock.sawOtherHolder(waiter)) {
        return Optional.empty();
      }
      throw new UnavailableException(lock.unavailable());
    }
    return result(outcome);
  }

  @Override
  public CompletableFuture<Lease> acquireAsync() {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    Waiter waiter = Waiter.async(future, session.threads().callbacks());
    // Whoever completed it, by cancelling or by a timeout: the waiter is not needed any more.
    var unused = future.whenComplete((lease, failure) -> lock.withdraw(waiter));
    lock.enter(waiter);
    site.keep(future);
    return future;
  }

  @Override
  public CompletableFuture<Optional<Lease>> tryAcquireAsync(Duration maxWait) {
    long nanos = Deadline.saturatedNanos(maxWait.isZero() ? lock.operationTimeout() : maxWait);
    CompletableFuture<Lease> granted = new CompletableFuture<>(); // with null if it is refused
    Executor callbacks = session.threads().callbacks();
    Waiter waiter =
        maxWait.isZero() ? Waiter.asyncTry(granted, callbacks) : Waiter.async(granted, callbacks);
    lock.enter(waiter);
    Future<?> expiry =
        session
            .threads()
            .timer()
            .schedule(() -> expireOnEngine(waiter), nanos, TimeUnit.NANOSECONDS);
    CompletableFuture<Optional<Lease>> future = new CompletableFuture<>();
    var unused =
        granted.whenComplete(
            (lease, failure) -> {
              expiry.cancel(false);
              pass(lease, failure, future);
            });
    var unusedToo = future.whenComplete((lease, failure) -> giveUp(waiter, expiry));
    return future;
  }

  private void expireOnEngine(Waiter waiter) {
    session.threads().engine().execute(() -> lock.expire(waiter));
  }

  /** Cancelled, or over: then there is nothing to give up. */
  private void giveUp(Waiter waiter, Future<?> expiry) {
    if (lock.withdraw(waiter)) {
      expiry.cancel(false);
    }
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
    lock.requireOpen();
    new Calls(session)
        .requireThreadThatMayWait("read the contenders of lock '%s'".formatted(name()));
    return site.contenders(node);
  }

  @Override
  public String toString() {
    return "DistributedLock[%s, %s]".formatted(name(), lock.describe());
  }

  /** Queues the waiter and parks; null if the deadline passed first. */
  private @Nullable Outcome await(Waiter waiter, @Nullable Deadline deadline)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    lock.enter(waiter);
    Outcome outcome;
    try {
      requireThreadThatMayWait(waiter);
      outcome = waiter.await(deadline);
    } catch (InterruptedException e) {
      if (lock.withdraw(waiter)) {
        throw e;
      }
      Thread.currentThread().interrupt(); // settled first; the interrupt is for what comes next
      return waiter.outcome();
    }
    return outcome != null || lock.withdraw(waiter) ? outcome : waiter.outcome();
  }

  /** Where it would wait in vain, only what needs no answer of the service is granted. */
  private void requireThreadThatMayWait(Waiter waiter) {
    if (waiter.outcome() == null && session.threads().bringsAnswers() && lock.withdraw(waiter)) {
      lock.requireThreadThatMayWait("acquire lock '%s'".formatted(name()));
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

  private static RuntimeException failure(@Nullable Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return failed.failure().get();
    }
    return new IllegalStateException("a waiter ended with " + outcome);
  }

  /** Refers to this object, so the lock stays open as long as anything of it is in use. */
  private final class Site implements LockBackend {
    private final LockSite site;

    Site(LockSite site) {
      this.site = site;
    }

    @Override
    public void start(ProcessLock started, Attempt attempt) {
      site.start(started, attempt, node);
    }

    @Override
    public void later(Runnable task, Duration delay) {
      site.later(task, delay);
    }

    @Override
    public Duration backoff(int failures) {
      return site.backoff(failures);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public long connectedPeriod() {
      return session.connectionEpoch();
    }

    @Override
    public void look(ProcessLock looking, Attempt attempt) {
      site.look(looking, attempt, node);
    }

    @Override
    public Subscription listen(LeaseListeners audience, LeaseListener listener) {
      return site.listen(audience, listener);
    }

    @Override
    public void lost(ProcessLock losing, long token, LossCause cause) {
      site.losses().lost(losing.name(), token, cause);
    }

    @Override
    public void requireThreadThatMayWait(String action) {
      new Calls(session).requireThreadThatMayWait(action);
    }

    @Override
    public Duration operationTimeout() {
      return session.operationTimeout();
    }
  }
}
