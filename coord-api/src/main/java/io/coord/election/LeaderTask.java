package io.coord.election;

/** What a process does while it is the leader; see {@link LeaderElection#stand}. */
@FunctionalInterface
public interface LeaderTask {

  /**
   * Leads. Returning ends the term; so does throwing, which is logged. The process then stands
   * again, after a pause, until its candidacy is closed.
   *
   * <p>Called on a daemon thread of its own, which is interrupted when the lease is lost, or when
   * the task was asked to stop and has not returned within {@link CandidateOptions#stopTimeout}.
   * Until this returns, nothing makes this process give up the lease, and it leads no second time.
   *
   * @param term this process's leadership
   * @throws Exception if leading fails
   */
  void lead(Term term) throws Exception;
}
