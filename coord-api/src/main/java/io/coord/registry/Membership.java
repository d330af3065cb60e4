package io.coord.registry;

import io.coord.Subscription;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * A live view of a service's members, kept up to date in the background until it is closed.
 *
 * <p>While the coordination service cannot be reached, the last known members stay visible and the
 * snapshot is {@link MembershipSnapshot#stale stale}. It is fresh again only once everything that
 * changed in the meantime has been read.
 */
public interface Membership extends AutoCloseable {

  /** {@return the name of the service} */
  String service();

  /** {@return the current view; empty and stale before the first load} Sends nothing. */
  MembershipSnapshot snapshot();

  /**
   * Notifies the listener of the whole view as joined, once it has been loaded, and then of every
   * change, without gaps or overlaps. Changes that arrive while the listener runs are coalesced
   * into one call, with the difference between what it last saw and the current view: a slow
   * listener is never more than one call behind, and delays no other listener.
   *
   * @param listener called on the Coordination's listener threads
   * @return the subscription; close it to unsubscribe the listener
   * @throws IllegalStateException if the view is closed
   */
  Subscription subscribe(MembershipListener listener);

  /**
   * Waits until a snapshot satisfies the condition.
   *
   * @param condition called on the calling thread, with the current snapshot first and then with
   *     newer ones; it may miss a snapshot that is immediately followed by another
   * @param maxWait how long to wait; zero tests only the current snapshot
   * @return whether it was satisfied in time
   * @throws IllegalArgumentException if maxWait is negative
   * @throws IllegalStateException if the view is closed, before or while this waits
   * @throws InterruptedException if interrupted
   */
  boolean await(Predicate<MembershipSnapshot> condition, Duration maxWait)
      throws InterruptedException;

  /**
   * Closes the view and its subscriptions. The last snapshot stays readable and is marked stale.
   * Does not wait for listeners; never throws; idempotent.
   */
  @Override
  void close();
}
