package io.coord.lock;

import io.coord.Subscription;
import java.util.Optional;

/**
 * One grant of a {@link DistributedLock}, which knows whether it is still held.
 *
 * <p>A lease is <i>proven</i> for at most half the negotiated session timeout, counted from when
 * this process sent the last request that a quorum answered (for at most a third if that request
 * was the first after a silence). Within that time no other process can have been granted the lock
 * because of an expiry, and only within it is {@link #isHeld} true. After a pause of the process,
 * or behind a server that is cut off, {@code isHeld()} turns false without waiting for any event.
 * While a lease is held, the proof is renewed in the background.
 *
 * <p><b>Not guaranteed.</b> That the lock is still held one instruction after {@code isHeld()}
 * returned true. Pass the {@link #fencingToken} to the resource that the lock protects.
 *
 * <p>Any thread may use and close a lease, not only the one it was granted to.
 */
public interface Lease extends AutoCloseable {

  /** {@return the name of the lock} */
  String lockName();

  /**
   * {@return the fencing token of this grant: positive, and strictly greater than that of every
   * earlier grant of this lock in any process} The leases of one reentrant hold share it.
   */
  long fencingToken();

  /** {@return the current state} Sends nothing. */
  LeaseState state();

  /**
   * {@return whether this lease is proven to be held} Sends nothing, takes well under a
   * microsecond, and is correct even immediately after a pause of the whole process.
   */
  boolean isHeld();

  /**
   * Does nothing if {@link #isHeld}; throws otherwise.
   *
   * @throws io.coord.LeaseNotHeldException if the lease is not held; the message says why
   */
  void ensureHeld();

  /**
   * Asks a quorum immediately whether the lease is held, and renews the proof if it is.
   *
   * @return true if it is held; false if it is lost or released
   * @throws IllegalStateException on a thread that delivers the coordination service's replies
   * @throws io.coord.UnavailableException if no quorum could be asked within the operation timeout
   * @throws InterruptedException if interrupted; the lease is unchanged
   */
  boolean verify() throws InterruptedException;

  /** {@return why the lease is {@link LeaseState#LOST}; empty in every other state} */
  Optional<LossCause> lossCause();

  /**
   * Notifies the listener of the current state first if it is not {@link LeaseState#HELD}, and then
   * of every change, in order and without gaps. So a late subscriber still learns of a loss.
   *
   * @param listener called on the Coordination's listener threads
   * @return the subscription; close it to unsubscribe the listener
   */
  Subscription subscribe(LeaseListener listener);

  /**
   * Releases this lease. Returns once others may acquire the lock, or immediately if the
   * coordination service cannot be reached: the node is then removed in the background, or
   * disappears with the session. On a thread that delivers the coordination service's replies, such
   * as one that calls the client's watchers and callbacks, this also returns immediately, because
   * waiting there would block the reply. Never throws; not interruptible; idempotent.
   */
  @Override
  void close();
}
