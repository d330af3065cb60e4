package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.engine.lock.BorrowedLease;
import io.coord.curator.internal.engine.lock.LeaseImpl;
import io.coord.curator.internal.support.Deadline;
import io.coord.election.Term;
import io.coord.lock.Lease;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A term as its task sees it. The lease is the engine's; the task only borrows it. */
final class TermImpl implements Term {

  private final LeaseImpl granted;
  private final BorrowedLease lent;
  private final Announcement announcement;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * Begins a term.
   *
   * @param stepDown what closing the borrowed lease does
   */
  TermImpl(Lease granted, Announcement announcement, Consumer<TermImpl> stepDown) {
    this.granted = (LeaseImpl) granted;
    this.lent = new BorrowedLease(granted, () -> stepDown.accept(this));
    this.announcement = announcement;
  }

  @Override
  public long epoch() {
    return granted.fencingToken();
  }

  @Override
  public Lease lease() {
    return lent;
  }

  @Override
  public boolean isLeading() {
    return !isStopping() && granted.isHeld();
  }

  @Override
  public boolean awaitStop(Duration maxWait) throws InterruptedException {
    long nanos = Deadline.saturatedNanos(maxWait);
    try {
      return stop.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      if (!isStopping()) {
        throw e;
      }
      Thread.currentThread().interrupt(); // by the loss of the lease, most likely
      return true;
    }
  }

  @Override
  public void announce(UnaryOperator<ServiceInstance> change) throws InterruptedException {
    announcement.change(change);
  }

  /** See {@link LeaseImpl#whenLost}. */
  void whenLost(Runnable observer) {
    granted.whenLost(observer);
  }

  /** Asks the task to stop. */
  void stop() {
    stop.countDown();
  }

  /** Whether it was asked to stop, or is over. */
  boolean isStopping() {
    return stop.getCount() == 0;
  }

  /**
   * The task has returned: it is over, and others may lead. Waits for the service, unless this is a
   * thread that would have to deliver the reply.
   */
  void release() {
    stop();
    granted.close();
  }

  @Override
  public String toString() {
    return "Term[%s, epoch %d, %s]"
        .formatted(
            granted.lockName(),
            epoch(),
            isStopping() ? "stopping, lease " + granted.state() : granted.state());
  }
}
