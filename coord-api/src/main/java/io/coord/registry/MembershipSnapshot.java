package io.coord.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The members of a service at one moment. Immutable.
 *
 * @param service the service's name
 * @param instances the members, sorted by id
 * @param stale whether changes may be missing: not loaded yet, or not connected since
 * @param version grows with every change of this view, of staleness too; only comparable within one
 *     {@link Membership}
 */
public record MembershipSnapshot(
    String service, List<ServiceInstance> instances, boolean stale, long version) {

  /**
   * Copies the list.
   *
   * @param service not null
   * @param instances must be sorted by id, which is not checked
   * @param stale true if changes may be missing
   * @param version greater than that of the view's snapshot before
   */
  public MembershipSnapshot {
    Objects.requireNonNull(service, "service");
    instances = List.copyOf(instances);
  }

  /**
   * {@return the member with that id; empty if there is none} Takes time logarithmic in the number
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
