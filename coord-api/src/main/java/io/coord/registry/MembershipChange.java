package io.coord.registry;

import java.util.List;
import java.util.Objects;

/**
 * What changed between two calls of a {@link MembershipListener}. All three lists are empty if only
 * the staleness changed.
 *
 * @param snapshot the view after the change
 * @param joined members that are new, sorted by id
 * @param left members that are gone, as they were last seen, sorted by id; an id that a new
 *     registration took over is both here and in {@code joined}
 * @param updated members whose registration was updated in place, as they are now, sorted by id
 */
public record MembershipChange(
    MembershipSnapshot snapshot,
    List<ServiceInstance> joined,
    List<ServiceInstance> left,
    List<ServiceInstance> updated) {

  /**
   * Copies the lists.
   *
   * @param snapshot not null
   * @param joined sorted by id
   * @param left sorted by id
   * @param updated sorted by id
   */
  public MembershipChange {
    Objects.requireNonNull(snapshot, "snapshot");
    joined = List.copyOf(joined);
    left = List.copyOf(left);
    updated = List.copyOf(updated);
  }
}
