package io.coord.election;

import io.coord.lock.Lease;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * One leadership of this process. It begins with the grant of a lease and ends when the {@link
 * LeaderTask} returns. Any thread may use it.
 */
public interface Term {

  /**
   * {@return the epoch: positive, and strictly greater than that of every earlier term of this
   * election in any process} It is the fencing token of the lease, and what {@link Leader#epoch}
   * shows to everybody. Pass it to what you write to, so that writes of a former leader can be
   * rejected.
   */
  long epoch();

  /**
   * {@return the lease that this term stands on} Closing it asks the term to stop, like {@link
   * Candidacy#stepDown}; it is released only after the task has returned.
   */
  Lease lease();

  /**
   * {@return whether it is proven now that this process leads, and it has not been asked to stop}
   * Sends nothing, takes well under a microsecond, and is correct even immediately after a pause of
   * the whole process. While the lease is {@link io.coord.lock.LeaseState#SUSPECT} this is false,
   * and may be true again later: a disconnection does not end a term.
   */
  boolean isLeading();

  /**
   * Waits until the term is asked to stop, for a leader that only keeps components running:
   *
   * <pre>{@code
   * term -> {
   *   try (Components running = start(term.epoch())) {
   *     while (!term.awaitStop(Duration.ofMinutes(1))) {}
   *   }
   * }
   * }</pre>
   *
   * <p>A term is asked to stop when the candidacy steps down, is closed, or is not eligible any
   * more, and when the lease is lost. After a loss this returns true although the thread was
   * interrupted; its interrupt flag is then set.
   *
   * @param maxWait how long to wait; zero returns immediately
   * @return true if the task should return now; false if the time ran out first
   * @throws IllegalArgumentException if maxWait is negative
   * @throws InterruptedException if interrupted for another reason
   */
  boolean awaitStop(Duration maxWait) throws InterruptedException;

  /**
   * Changes what everybody sees of this leader, until the term ends: an update of the leader, not a
   * new one. Returns once the coordination service has committed it. Concurrent calls are applied
   * one after another.
   *
   * @param change maps the present instance to the next, with the same service and id; runs on the
   *     calling thread, and runs again if another change came in between
   * @throws IllegalArgumentException if it changes the service or the id, or if the instance cannot
   *     be written or is too large; nothing is sent
   * @throws io.coord.LeaseNotHeldException if the term is over, or the lease is lost
   * @throws io.coord.IndeterminateException if there was no reply within the operation timeout, or
   *     an earlier change took that long; the new value may be visible, or become so together with
   *     the next change, which is applied on top of it
   * @throws io.coord.RejectedException if the client has no permission to write
   * @throws IllegalStateException if the Coordination is closed, or on a thread that delivers the
   *     coordination service's replies
   * @throws InterruptedException if interrupted; the same is true of the new value
   */
  void announce(UnaryOperator<ServiceInstance> change) throws InterruptedException;
}
