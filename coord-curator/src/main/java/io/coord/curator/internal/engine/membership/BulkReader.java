package io.coord.curator.internal.engine.membership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.engine.membership.MembershipPort.ListReply;
import io.coord.curator.internal.engine.membership.MembershipPort.ReadReply;
import io.coord.curator.internal.engine.session.SessionPort;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Reads a node's children in few requests: the list, and the data of up to 1,000 children in one
 * request, as a {@link ReadPlan} says. If such a request still costs the connection, the next ones
 * shrink to an eighth: at most three connections are lost on the way from the largest size to
 * single nodes, and a read is given up after three.
 */
final class BulkReader {

  private static final int SHRINK = 8;

  private final SessionPort session;
  private final MembershipPort node;
  private final KnownPath known;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private int cap = ReadPlan.MOST_NODES;

  BulkReader(SessionPort session, MembershipPort node, KnownPath known) {
    this.session = session;
    this.node = node;
    this.known = known;
  }

  void list(Executor serial, ListReply then) {
    node.list(serial, then);
  }

  void read(List<String> names, Executor serial, ReadReply then) {
    node.read(names, serial, then);
  }

  /** A plan to read all of these. */
  ReadPlan plan(List<String> names) {
    return new ReadPlan(names, known, node.path().length(), limit(), cap());
  }

  /** As many of these as can be read together, from the first on. At least one. */
  List<String> together(List<String> names) {
    return ReadPlan.first(names, known, node.path().length(), limit(), cap());
  }

  /** A request for that many nodes cost the connection; perhaps its reply was too large. */
  void shrinkBelow(int size) {
    synchronized (monitor) {
      cap = size == 1 ? cap : Math.max(1, Math.min(cap, size / SHRINK));
    }
  }

  /**
   * Everything was read: an earlier failure was not due to the size, or the sizes are known now.
   *
   * @param sizes of all children
   */
  void onComplete(Map<String, Integer> sizes) {
    known.learnAll(sizes);
    synchronized (monitor) {
      cap = ReadPlan.MOST_NODES;
    }
  }

  /** Some were read. */
  void onFailure(Map<String, Integer> sizes) {
    sizes.forEach(known::learn);
  }

  private int limit() {
    return session.juteMaxBuffer() / 4 * 3;
  }

  private int cap() {
    synchronized (monitor) {
      return cap;
    }
  }
}
