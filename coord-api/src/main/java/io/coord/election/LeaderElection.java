package io.coord.election;

import io.coord.registry.ServiceInstance;
import java.util.Optional;

/**
 * An election: of the processes that stand, one leads at a time, and everybody can see which.
 *
 * <pre>{@code
 * LeaderElection election = coordination.election("scheduler");
 * Candidacy candidacy = election.stand(me, term -> {
 *   while (!term.awaitStop(Duration.ofSeconds(1))) { // true: return now
 *     if (term.isLeading()) { // false while the connection is lost
 *       store.write(next(), term.epoch()); // the store rejects smaller epochs
 *     }
 *   }
 * });
 * }</pre>
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li><i>One leader</i>: a term begins only after every earlier term of the election has ended in
 *       the coordination service, because its lease was released or its node is gone. {@link
 *       Term#isLeading} of two processes is never true at the same time.
 *   <li><i>Epochs</i> rise from term to term, across processes, restarts and expired sessions, and
 *       everybody sees the epoch that the leader has.
 *   <li><i>Order</i>: processes lead in the order in which they joined the queue.
 *   <li><i>No stolen term</i>: a lease is released only after the task has returned. Two tasks of
 *       one process never overlap, even if one ignores its interrupt.
 *   <li><i>Liveness</i>: a process stands again after every term and every loss, whatever caused
 *       it, without a restart. If it cannot, because a permission is missing for example, the log
 *       says why, and it keeps trying.
 * </ul>
 *
 * <p><b>Not guaranteed.</b> A leader that is paused for longer than the session timeout is replaced
 * without knowing it, and its task may still run when the next one starts. {@code isLeading()} is
 * false as soon as it runs again, but that does not stop a write already in flight: only a resource
 * that rejects smaller epochs closes that window. Epochs start over if the data of the coordination
 * service is wiped. What {@link #leader} and views show is who is first in the queue, which is no
 * proof that it leads at this moment.
 *
 * <p><b>Not offered.</b> Priorities: a process that should not lead says so with {@link
 * CandidateOptions#withEligible}.
 *
 * <p>All methods except {@link #name} throw {@link IllegalStateException} once the Coordination is
 * closed.
 */
public interface LeaderElection {

  /** {@return the name, as the application gave it} */
  String name();

  /**
   * Stands with the default options; see {@link #stand(ServiceInstance, CandidateOptions,
   * LeaderTask)}.
   *
   * @param self what others see of this process
   * @param task what it does while it is the leader
   * @return the candidacy; close it to withdraw
   * @throws IllegalArgumentException if the instance cannot be written, or is too large
   * @throws IllegalStateException if this Coordination already stands in this election
   */
  Candidacy stand(ServiceInstance self, LeaderTask task);

  /**
   * Stands in this election until the candidacy is closed, and again after every term. Returns
   * immediately; nothing is sent before. A Coordination stands at most once in an election.
   *
   * @param self what others see of this process; its service and id may be any, and need not be
   *     registered
   * @param options how it stands
   * @param task what it does while it is the leader
   * @return the candidacy; close it to withdraw
   * @throws IllegalArgumentException if the instance cannot be written, or is too large
   * @throws IllegalStateException if this Coordination already stands in this election; also if the
   *     task of a closed candidacy has not returned yet
   */
  Candidacy stand(ServiceInstance self, CandidateOptions options, LeaderTask task);

  /**
   * Makes a fresh read of the leader, which sees everything that was committed before the call.
   *
   * @return who is first in the queue; empty if nobody stands
   * @throws io.coord.UnavailableException if the coordination service could not be reached in time
   * @throws io.coord.RejectedException if the client has no permission to read
   * @throws InterruptedException if interrupted
   */
  Optional<Leader> leader() throws InterruptedException;

  /**
   * Opens a live view of the election. Never blocks and sends nothing itself: the view is empty and
   * stale until it has been loaded in the background, however long that takes. Anybody may watch,
   * also a process that does not stand.
   *
   * @return the view; close it when it is no longer needed
   */
  LeaderView watch();

  /**
   * Opens a live view like {@link #watch()}, with an initial listener.
   *
   * @param listener subscribed for as long as the view is open; see {@link LeaderView#subscribe}
   * @return the view; close it when it is no longer needed
   */
  LeaderView watch(LeaderListener listener);
}
