package io.coord.curator.internal.membership;

import io.coord.registry.ServiceInstance;
import java.util.List;

/**
 * The members at one moment, sorted by id, one for each id. Both lists are unmodifiable.
 *
 * @param members the members
 * @param instances the same for the application, in the same order
 */
record MemberList(List<Member> members, List<ServiceInstance> instances) {

  static final MemberList NONE = new MemberList(List.of(), List.of());

  static MemberList of(List<Member> members) {
    return new MemberList(List.copyOf(members), members.stream().map(Member::instance).toList());
  }

  /** Whether the other holds the same versions of the same nodes. */
  boolean isSame(MemberList other) {
    if (members.size() != other.members.size()) {
      return false;
    }
    for (int i = 0; i < members.size(); i++) {
      if (!members.get(i).isVersion(other.members.get(i))) {
        return false;
      }
    }
    return true;
  }
}
