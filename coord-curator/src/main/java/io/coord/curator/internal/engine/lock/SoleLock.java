package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.lock.Lease;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A lock with one user in this process, such as a candidacy: no handle finds it, so each of its
 * tenures has one grant, and its contenders' nodes hold that user's data.
 */
public final class SoleLock {

  private final LockManager locks;
  private final ProcessLock lock;
  private volatile @Nullable CompletableFuture<Void> left; // null until it is closed

  SoleLock(LockManager locks, ProcessLock lock) {
    this.locks = locks;
    this.lock = lock;
  }

  /**
   * Waits for the lock for as long as it takes. Nobody may wait for it yet, and no lease be open.
   *
   * @param completions completes the future
   * @return fails with a {@link io.coord.RejectedException} if the service refuses, and with an
   *     {@link IllegalStateException} if this or the client is closed; cancelling it leaves the
   *     queue, and a grant that comes too late is released
   */
  public CompletableFuture<Lease> acquire(Executor completions) {
    CompletableFuture<Lease> future = new CompletableFuture<>();
    Waiter waiter = Waiter.async(future, completions);
    var unused = // before it is queued: a grant that nobody is waiting for would be kept
        future.whenComplete(
            (lease, failure) -> {
              if (future.isCancelled()) {
                lock.withdraw(waiter);
              }
            });
    try {
      lock.enqueue(waiter, null);
    } catch (RuntimeException | Error e) {
      lock.abandon(waiter);
      future.completeExceptionally(e);
    }
    return future;
  }

  /**
   * Replaces the data of the node that the lease stands on.
   *
   * @return completed with OK if it was written, NONODE if the lease is over
   */
  public CompletableFuture<ReplyCode> write(Lease lease, byte[] data) {
    return ((LeaseImpl) lease).hold().tenure().write(data);
  }

  /**
   * Leaves the queue for good. An open lease is lost.
   *
   * @return completed when its contender is out of the queue
   */
  public CompletableFuture<Void> close() {
    List<CompletableFuture<?>> underWay = lock.close();
    CompletableFuture<Void> leaving =
        CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new));
    left = leaving;
    locks.onClosed(this, leaving);
    return leaving;
  }

  /** When its contender is out of the queue; null if it is not closed. */
  @Nullable CompletableFuture<Void> left() {
    return left;
  }

  ProcessLock lock() {
    return lock;
  }
}
