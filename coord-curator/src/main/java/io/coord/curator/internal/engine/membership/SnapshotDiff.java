package io.coord.curator.internal.engine.membership;

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

  /** The change that leads from {@code before} to {@code now}. */
  static MembershipChange between(View before, View now) {
    if (before.list().size()
        == 0) { // usually the first view: taken as a whole, not member by member
      return new MembershipChange(now.snapshot(), now.snapshot().instances(), List.of(), List.of());
    }
    SnapshotDiff diff = new SnapshotDiff();
    boolean next = now.isNextAfter(before);
    diff.walk(
        before.list(),
        now.list(),
        next ? now.list().sameFirst() : 0,
        next ? now.list().sameLast() : 0);
    return new MembershipChange(now.snapshot(), diff.joined, diff.left, diff.updated);
  }

  private void walk(MemberList before, MemberList now, int sameFirst, int sameLast) {
    int b = sameFirst;
    int n = sameFirst;
    int endOfBefore = before.size() - sameLast;
    int endOfNow = now.size() - sameLast;
    while (b < endOfBefore && n < endOfNow) {
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
    } else {
      updated.add(is.instance());
    }
  }
}
