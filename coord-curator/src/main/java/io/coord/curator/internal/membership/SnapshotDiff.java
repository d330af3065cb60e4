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
    diff.walk(before.list(), now.list());
    return new MembershipChange(now.snapshot(), diff.joined, diff.left, diff.updated);
  }

  private void walk(MemberList before, MemberList now) {
    int b = now.sharedAtTheBeginning(before);
    int n = b;
    int shared = now.sharedAtTheEnd(before, b);
    int endOfBefore = before.size() - shared;
    int endOfNow = now.size() - shared;
    while (b < endOfBefore && n < endOfNow) {
      Member was = before.get(b);
      Member is = now.get(n);
      int order = is.isVersion(was) ? 0 : was.id().compareTo(is.id());
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
    for (; b < endOfBefore; b++) {
      left.add(before.get(b).instance());
    }
    for (; n < endOfNow; n++) {
      joined.add(now.get(n).instance());
    }
  }

  private void compare(Member was, Member is) {
    if (!was.isNode(is)) {
      left.add(was.instance());
      joined.add(is.instance());
    } else if (!was.isVersion(is)) {
      updated.add(is.instance());
    }
  }
}
