package io.coord.curator.internal.membership;

import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The members at one moment, sorted by id, one for each id. Immutable.
 *
 * <p>Two lists of one service share nearly all their members, and those before the first and behind
 * the last difference are passed over by their references alone. With 10,000 members that is most
 * of what a change costs, so it goes through no interface and no wrapper.
 */
final class MemberList {

  static final MemberList NONE = new MemberList(List.of(), List.of());

  private final ArrayList<Member> members; // never changed
  private final List<ServiceInstance> instances;

  /**
   * Copies both lists.
   *
   * @param instances of these members, in the same order
   */
  MemberList(List<Member> members, List<ServiceInstance> instances) {
    this.members = new ArrayList<>(members);
    this.instances = List.copyOf(instances);
  }

  static MemberList of(List<Member> members) {
    return new MemberList(members, members.stream().map(Member::instance).toList());
  }

  List<Member> members() {
    return Collections.unmodifiableList(members);
  }

  /** The same for the application, in the same order; unmodifiable. */
  List<ServiceInstance> instances() {
    return instances;
  }

  int size() {
    return members.size();
  }

  Member get(int at) {
    return members.get(at);
  }

  /** How many members both begin with. It may be more if some were read twice. */
  @SuppressWarnings("ReferenceEquality")
  int sharedAtTheBeginning(MemberList other) {
    int most = Math.min(size(), other.size());
    int shared = 0;
    while (shared < most && get(shared) == other.get(shared)) {
      shared++;
    }
    return shared;
  }

  /** How many members both end with, apart from so many at the beginning. */
  @SuppressWarnings("ReferenceEquality")
  int sharedAtTheEnd(MemberList other, int atTheBeginning) {
    int most = Math.min(size(), other.size()) - atTheBeginning;
    int shared = 0;
    while (shared < most && get(size() - 1 - shared) == other.get(other.size() - 1 - shared)) {
      shared++;
    }
    return shared;
  }

  /** Whether the other holds the same versions of the same nodes. */
  boolean isSame(MemberList other) {
    if (size() != other.size()) {
      return false;
    }
    for (int i = sharedAtTheBeginning(other); i < size(); i++) {
      if (!get(i).isVersion(other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
