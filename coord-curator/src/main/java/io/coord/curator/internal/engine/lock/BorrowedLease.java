package io.coord.curator.internal.engine.lock;

import io.coord.Subscription;
import io.coord.lock.Lease;
import io.coord.lock.LeaseListener;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import java.util.Objects;
import java.util.Optional;

/**
 * A lease in the hands of one who may use it but not release it, such as the task of a leader.
 * Closing it only says that it is not needed any more.
 */
public final class BorrowedLease implements Lease {

  private final LeaseImpl lease;
  private final Runnable onClose;

  /**
   * Lends the lease.
   *
   * @param lease of this backend
   * @param onClose run by each close
   */
  public BorrowedLease(Lease lease, Runnable onClose) {
    this.lease = (LeaseImpl) lease;
    this.onClose = onClose;
  }

  LeaseImpl lease() {
    return lease;
  }

  @Override
  public String lockName() {
    return lease.lockName();
  }

  @Override
  public long fencingToken() {
    return lease.fencingToken();
  }

  @Override
  public LeaseState state() {
    return lease.state();
  }

  @Override
  public boolean isHeld() {
    return lease.isHeld();
  }

  @Override
  public void ensureHeld() {
    lease.ensureHeld();
  }

  @Override
  public boolean verify() throws InterruptedException {
    return lease.verify();
  }

  @Override
  public Optional<LossCause> lossCause() {
    return lease.lossCause();
  }

  @Override
  public Subscription subscribe(LeaseListener listener) {
    Objects.requireNonNull(listener, "listener");
    return lease.subscribe((lent, state) -> listener.onChange(this, state));
  }

  @Override
  public void close() {
    onClose.run();
  }

  @Override
  public String toString() {
    return lease.toString();
  }
}
