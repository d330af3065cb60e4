package io.coord.curator.internal.engine.membership;

import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The members at one moment, sorted by id, one per id. Immutable. It knows how much of it is the
 * same as in the previous list, so that whoever saw that one need not look at 10,000 members to
 * find the one that changed.
 */
public final class MemberList {

  public static final MemberList NONE = of(List.of());

  private final ArrayList<Member>
      members; // of this type only: iterating it then takes half the time
  private final List<ServiceInstance> instances;
  private final int sameFirst;
  private final int sameLast;

  /**
   * Copies both lists.
   *
   * @param instances of these members, in the same order
   * @param sameFirst with how many of them the previous list began, too
   * @param sameLast with how many of them the previous list ended, too
   */
  MemberList(List<Member> members, List<ServiceInstance> instances, int sameFirst, int sameLast) {
    this.members = new ArrayList<>(members);
    this.instances = List.copyOf(instances);
    this.sameFirst = sameFirst;
    this.sameLast = sameLast;
  }

  /** A list whose predecessor is not known. */
  static MemberList of(List<Member> members) {
    return new MemberList(members, members.stream().map(Member::instance).toList(), 0, 0);
  }

  /** The members; unmodifiable. */
  public List<Member> members() {
    return Collections.unmodifiableList(members);
  }

  /** The instances for the application, in the same order; unmodifiable. */
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

  /** Whether the previous list held the same versions of the same nodes. */
  public boolean isSame(MemberList before) {
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
