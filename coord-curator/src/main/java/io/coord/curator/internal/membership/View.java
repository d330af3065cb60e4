package io.coord.curator.internal.membership;

import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import java.util.List;

/**
 * What a view shows at one moment.
 *
 * @param members sorted by id
 * @param loaded whether the service was read completely at least once
 * @param snapshot the same for the application
 */
record View(List<Member> members, boolean loaded, MembershipSnapshot snapshot) {

  static View initial(String service) {
    return new View(List.of(), false, new MembershipSnapshot(service, List.of(), true, 0));
  }

  boolean isStale() {
    return snapshot.stale();
  }

  /** Whether it is the very same view, of one service. */
  boolean is(View other) {
    return snapshot.version() == other.snapshot.version();
  }

  /** The next view, one version on. */
  View next(List<Member> members, boolean loaded, boolean stale) {
    return new View(
        members,
        loaded,
        new MembershipSnapshot(
            snapshot.service(), instances(members), stale, snapshot.version() + 1));
  }

  /** Of a kind that need not be copied again: a view is made for every change. */
  private static List<ServiceInstance> instances(List<Member> members) {
    ServiceInstance[] instances = new ServiceInstance[members.size()];
    for (int i = 0; i < instances.length; i++) {
      instances[i] = members.get(i).instance();
    }
    return List.of(instances);
  }

  /** The same members, not current any more. */
  View outdated() {
    return next(members, loaded, true);
  }
}
