package io.coord.election;

import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An election at one point in time. Immutable.
 *
 * @param election the name of the election
 * @param leader who is first in the queue; empty if nobody stands, or the view is not loaded yet
 * @param candidates all that stand, in queue order, the leader first
 * @param stale whether changes may be missing, because the view is not loaded yet, or has not been
 *     reloaded since the connection was lost
 * @param version increases with every change of this view, including its staleness; comparable only
 *     within one {@link LeaderView}
 */
public record LeaderSnapshot(
    String election,
    Optional<Leader> leader,
    List<ServiceInstance> candidates,
    boolean stale,
    long version) {

  /**
   * Copies the list.
   *
   * @param election not null
   * @param leader not null
   * @param candidates in queue order; this is not checked
   * @param stale true if changes may be missing
   * @param version greater than that of the view's previous snapshot
   */
  public LeaderSnapshot {
    Objects.requireNonNull(election, "election");
    Objects.requireNonNull(leader, "leader");
    candidates = List.copyOf(candidates);
  }
}
