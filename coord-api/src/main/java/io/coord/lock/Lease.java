package io.coord.lock;

import io.coord.Subscription;
import java.util.Optional;

/**
 * One grant of a {@link DistributedLock}, and the truth about whether it is still held.
 *
 * <p>A lease is <i>proven</i> for at most half the negotiated session timeout after this process
 * last sent a request that a quorum then answered (for a third of it after the first request that
 * follows a silence). Within that time no other process can have been granted the lock by expiry,
 * so {@link #isHeld} is true only within it: after a pause of the process, or behind a server that
 * is cut off, it is false by itself, before any event arrives. While a lease is held, the proof is
 * renewed in the background.
 *
 * <p><b>Not guaranteed.</b> That the lock is still held one instruction after {@code isHeld()} said
 * so. Give the {@link #fencingToken} to the resource that the lock protects.
 *
 * <p>May be used and closed by any thread, not only by the one it was granted to.
 */
public interface Lease extends AutoCloseable {

  /** {@return the lock's name} */
  String lockName();

  /**
   * {@return the number of this grant: positive, and strictly greater than that of every earlier
   * grant of this lock in any process} The leases of one reentrant hold share it.
   */
  long fencingToken();

  /** {@return the state as of now} Sends nothing. */
  LeaseState state();

  /**
   * {@return whether it is proven that this lease is held} Sends nothing, takes well under a
   * microsecond, and is right immediately after a pause of the whole process too.
   */
  boolean isHeld();

  /**
   * Returns if {@link #isHeld}.
   *
   * @throws io.coord.LeaseNotHeldException if not; the message says why
   */
  void ensureHeld();

  /**
   * Asks a quorum now whether the lease is held, and renews the proof if it is.
   *
   * @return true if it is held; false if it is lost or released
   * @throws io.coord.UnavailableException if no quorum could be asked in the time of one operation
   * @throws InterruptedException if interrupted; the lease stays as it is
   */
  boolean verify() throws InterruptedException;

  /** {@return why the lease is {@link LeaseState#LOST}; empty in every other state} */
  Optional<LossCause> lossCause();

  /**
   * Tells the listener every change of state from now on, in order; a lease that is final already
   * is told once, so a late subscriber still learns of the loss.
   *
   * @param listener called on threads of the Coordination that serve listeners
   * @return to be closed when the listener is to hear no more
   */
  Subscription subscribe(LeaseListener listener);

  /**
   * Releases this lease. Returns when others may acquire, or at once when the service cannot be
   * reached: the removal then goes on in the background, or happens with the end of the session. On
   * a thread of the coordination service's client, as its watchers and callbacks have it, it
   * returns at once, too: waiting there would hold up the answer. Never throws, is not
   * interruptible, idempotent.
   */
  @Override
  void close();
}
