package io.coord.curator.internal.engine.membership;

import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The members at one moment, sorted by id, one for each id. Immutable. It knows how much of it is
 * as it was in the list before, so that whoever saw that one need not look at 10,000 members to
 * find the one that changed.
 */
final class MemberList {

  static final MemberList NONE = of(List.of());

  private final ArrayList<Member> members; // of no other type: to walk it then takes half the time
  private final List<ServiceInstance> instances;
  private final int sameFirst;
  private final int sameLast;

  /**
   * Copies both lists.
   *
   * @param instances of these members, in the same order
   * @param sameFirst how many of them the list before began with, too
   * @param sameLast how many of them the list before ended with, too
   */
  MemberList(List<Member> members, List<ServiceInstance> instances, int sameFirst, int sameLast) {
    this.members = new ArrayList<>(members);
    this.instances = List.copyOf(instances);
    this.sameFirst = sameFirst;
    this.sameLast = sameLast;
  }

  /** Of which the list before is not known. */
  static MemberList of(List<Member> members) {
    return new MemberList(members, members.stream().map(Member::instance).toList(), 0, 0);
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

  int sameFirst() {
    return sameFirst;
  }

  int sameLast() {
    return sameLast;
  }

  /** Whether the list before held the same versions of the same nodes. */
  boolean isSame(MemberList before) {
    if (size() != before.size()) {
      return false;
    }
    for (int i = sameFirst; i < size() - sameLast; i++) {
      if (!get(i).isVersion(before.get(i))) {
        return false;
      }
    }
    return true;
  }
}
