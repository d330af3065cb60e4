package io.coord.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The members of a service at one point in time. Immutable.
 *
 * @param service the name of the service
 * @param instances the members, sorted by id
 * @param stale whether changes may be missing, because the view is not loaded yet, or has not been
 *     reloaded since the connection was lost
 * @param version increases with every change of this view, including its staleness; comparable only
 *     within one {@link Membership}
 */
public record MembershipSnapshot(
    String service, List<ServiceInstance> instances, boolean stale, long version) {

  /**
   * Copies the list.
   *
   * @param service not null
   * @param instances must be sorted by id; this is not checked
   * @param stale true if changes may be missing
   * @param version greater than that of the view's previous snapshot
   */
  public MembershipSnapshot {
    Objects.requireNonNull(service, "service");
    instances = List.copyOf(instances);
  }

  /**
   * {@return the member with this id; empty if there is none} Takes logarithmic time in the number
   * of members.
   *
   * @param id the id as it was registered
   */
  public Optional<ServiceInstance> find(String id) {
    Objects.requireNonNull(id, "id");
    int low = 0;
    int high = instances.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = instances.get(middle).id().compareTo(id);
      if (order == 0) {
        return Optional.of(instances.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }
}
