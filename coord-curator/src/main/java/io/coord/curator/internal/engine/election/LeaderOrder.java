package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.engine.lock.FencingToken;
import io.coord.curator.internal.engine.membership.Member;
import io.coord.curator.internal.engine.queue.ContenderOrder;
import io.coord.election.Leader;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who leads among the children of an election's node: the first in the lock's queue. Pure. */
final class LeaderOrder {

  private LeaderOrder() {}

  /** The name of the first contender; null if there is none. */
  static @Nullable String first(List<String> children) {
    List<String> contenders = ContenderOrder.sorted(children);
    return contenders.isEmpty() ? null : contenders.get(0);
  }

  /** The contenders, in the order of the queue. Other children are left out. */
  static List<Member> sorted(List<Member> children) {
    Map<String, Member> byName = new HashMap<>();
    children.forEach(child -> byName.put(child.name(), child));
    return ContenderOrder.sorted(List.copyOf(byName.keySet())).stream()
        .map(name -> Objects.requireNonNull(byName.get(name), name))
        .toList();
  }

  /**
   * The first contender as the leader. Its epoch is the first token of its tenure, which its
   * process computes from the same czxid; 0 if there is none for so great a czxid, which no process
   * can lead with.
   */
  static Leader leader(Member first) {
    return new Leader(
        first.instance(),
        FencingToken.fits(first.czxid()) ? FencingToken.first(first.czxid()) : 0,
        Instant.ofEpochMilli(first.ctime()));
  }
}
