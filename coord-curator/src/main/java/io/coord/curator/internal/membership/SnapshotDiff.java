package io.coord.curator.internal.membership;

import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.List;

/** The difference between two views, as one change. Pure. */
final class SnapshotDiff {

  private final List<ServiceInstance> joined = new ArrayList<>();
  private final List<ServiceInstance> left = new ArrayList<>();
  private final List<ServiceInstance> updated = new ArrayList<>();

  private SnapshotDiff() {}

  /** What somebody who saw {@code before} must be told to know {@code now}. */
  static MembershipChange between(View before, View now) {
    SnapshotDiff diff = new SnapshotDiff();
    diff.walk(before.members(), now.members());
    return new MembershipChange(now.snapshot(), diff.joined, diff.left, diff.updated);
  }

  private void walk(List<Member> before, List<Member> now) {
    int b = 0;
    int n = 0;
    while (b < before.size() && n < now.size()) {
      Member was = before.get(b);
      Member is = now.get(n);
      if (is.isVersion(was)) { // nearly all of them, so this comes before their ids are compared
        b++;
        n++;
        continue;
      }
      int order = was.id().compareTo(is.id());
      if (order < 0) {
        left.add(was.instance());
        b++;
      } else if (order > 0) {
        joined.add(is.instance());
        n++;
      } else {
        compare(was, is);
        b++;
        n++;
      }
    }
    before.subList(b, before.size()).forEach(member -> left.add(member.instance()));
    now.subList(n, now.size()).forEach(member -> joined.add(member.instance()));
  }

  private void compare(Member was, Member is) {
    if (!was.isNode(is)) {
      left.add(was.instance());
      joined.add(is.instance());
    } else {
      updated.add(is.instance());
    }
  }
}
