package io.coord.registry;

import io.coord.Subscription;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * A live view of a service's members, kept up to date in the background until it is closed.
 *
 * <p>While the service cannot be reached the last known members stay visible and the snapshot is
 * {@link MembershipSnapshot#stale stale}; it is fresh again only when everything that changed in
 * the meantime has been read.
 */
public interface Membership extends AutoCloseable {

  /** {@return the service's name} */
  String service();

  /** {@return the view as of now; empty and stale before the first load} Sends nothing. */
  MembershipSnapshot snapshot();

  /**
   * Tells the listener the whole view as joined, once it has been loaded, and then every change,
   * without gap or overlap. Changes that come while the listener works are told together, as the
   * difference between what it saw last and what is now: a slow listener is never more than one
   * call behind, and delays nobody else.
   *
   * @param listener called on threads of the Coordination that serve listeners
   * @return to be closed when the listener is to hear no more
   * @throws IllegalStateException if the view is closed
   */
  Subscription subscribe(MembershipListener listener);

  /**
   * Waits until a snapshot satisfies the condition.
   *
   * @param condition called on the calling thread, with the present snapshot first and then with
   *     newer ones; it may miss one that was followed by another at once
   * @param maxWait how long to wait; zero tests the present snapshot only
   * @return whether it was satisfied in time
   * @throws IllegalArgumentException if maxWait is negative
   * @throws IllegalStateException if the view is closed, before or while this waits
   * @throws InterruptedException if interrupted
   */
  boolean await(Predicate<MembershipSnapshot> condition, Duration maxWait)
      throws InterruptedException;

  /**
   * Ends the view and its subscriptions; the last snapshot stays readable, marked stale. Does not
   * wait for listeners, never throws, idempotent.
   */
  @Override
  void close();
}
