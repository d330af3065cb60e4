package io.coord.election;

import io.coord.Subscription;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * A live view of an election, kept up to date in the background until it is closed.
 *
 * <p>While the coordination service cannot be reached, the last known leader stays visible and the
 * snapshot is {@link LeaderSnapshot#stale stale}. It is fresh again only once everything that
 * changed in the meantime has been read.
 */
public interface LeaderView extends AutoCloseable {

  /** {@return the current view; empty and stale before the first load} Sends nothing. */
  LeaderSnapshot snapshot();

  /**
   * Notifies the listener of the view once it has been loaded, and then of every change, once.
   * Changes that arrive while the listener runs are coalesced: the next call has the current view,
   * so a slow listener is never more than one call behind, and delays no other listener.
   *
   * @param listener called on the Coordination's listener threads
   * @return the subscription; close it to unsubscribe the listener
   * @throws IllegalStateException if the view is closed
   */
  Subscription subscribe(LeaderListener listener);

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
  boolean await(Predicate<LeaderSnapshot> condition, Duration maxWait) throws InterruptedException;

  /**
   * Closes the view and its subscriptions. The last snapshot stays readable and is marked stale.
   * Does not wait for listeners; never throws; idempotent.
   */
  @Override
  void close();
}
