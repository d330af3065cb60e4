package io.coord.election;

import io.coord.Subscription;
import java.util.Optional;

/**
 * This process's standing in an election: it stands, leads when its turn comes, and stands again
 * after every term, across reconnections and expired sessions, until it is closed.
 */
public interface Candidacy extends AutoCloseable {

  /** {@return the current state} Sends nothing. */
  CandidacyState state();

  /** {@return the current term; empty while no task runs} Sends nothing. */
  Optional<Term> term();

  /**
   * Asks the current term to stop; does nothing if there is none. Returns immediately. When the
   * task has returned, the process goes to the end of the queue: others lead first. If it is alone,
   * it leads again after a pause of {@link CandidateOptions#pauseAfterFailure}.
   */
  void stepDown();

  /**
   * Notifies the listener of the current state first, and then of every change, in order. No change
   * is dropped for a slow listener.
   *
   * @param listener called on the Coordination's listener threads
   * @return the subscription; close it to unsubscribe the listener
   */
  Subscription subscribe(CandidacyListener listener);

  /**
   * Withdraws from the election. A task that runs is asked to stop, and interrupted after {@link
   * CandidateOptions#stopTimeout}; its lease is released only after it has returned.
   *
   * <p>Returns once the process does not stand any more. Returns earlier if the task ignores its
   * interrupt for a second, and immediately on the task's own thread or on a thread that delivers
   * the coordination service's replies: the state is then STOPPING until the task has returned, and
   * this process cannot stand again before. May be called in a listener, in the task, and in a
   * shutdown hook. Never throws; not interruptible; idempotent.
   */
  @Override
  void close();
}
