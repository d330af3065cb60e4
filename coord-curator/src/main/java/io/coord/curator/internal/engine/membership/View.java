package io.coord.curator.internal.engine.membership;

import io.coord.registry.MembershipSnapshot;
import java.util.List;

/**
 * What a view shows at one moment.
 *
 * @param list the members
 * @param loaded whether the service was read completely at least once
 * @param snapshot the same for the application
 */
record View(MemberList list, boolean loaded, MembershipSnapshot snapshot) {

  static View initial(String service) {
    return new View(MemberList.NONE, false, new MembershipSnapshot(service, List.of(), true, 0));
  }

  List<Member> members() {
    return list.members();
  }

  boolean isStale() {
    return snapshot.stale();
  }

  /** Whether this is the very same view of the same service. */
  boolean is(View other) {
    return snapshot.version() == other.snapshot.version();
  }

  /** Whether this is the very next view of the same service. */
  boolean isNextAfter(View other) {
    return snapshot.version() == other.snapshot.version() + 1;
  }

  /**
   * The next view, one version later. Its list is the successor of this view's list, or the same.
   */
  View next(MemberList list, boolean loaded, boolean stale) {
    return new View(
        list,
        loaded,
        new MembershipSnapshot(
            snapshot.service(), list.instances(), stale, snapshot.version() + 1));
  }

  /** The same members, no longer current. */
  View outdated() {
    return next(list, loaded, true);
  }
}
