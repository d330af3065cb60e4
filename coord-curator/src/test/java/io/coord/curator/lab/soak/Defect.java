package io.coord.curator.lab.soak;

import java.util.List;

/**
 * A mistake that this library could have made: a change of a few words in one production class,
 * made in a copy that only chosen workers load; see {@link PatchedClasses}.
 */
enum Defect {

  /** A contender's node counts as one of the current session, whoever owns it. */
  OWNER_NOT_CHECKED(
      "internal/engine/queue/QueuedContender",
      List.of(
          new Change("return present.sessionId() == session;", "return true;"),
          new Change("return !sessionOfHandle || handle().isAlive();", "return true;"),
          new Change(
              "public long session() { return session; }",
              "public long session() { return present.sessionId(); }"))),

  /** The token is the number at the end of the node's name, as many recipes have it. */
  TOKEN_FROM_SUFFIX(
      "internal/engine/queue/QueueTenure",
      List.of(
          new Change(
              "return node.czxid();",
              "return ContenderOrder.sequence(path()).orElseThrow() + 1;"))),

  /** A connected process holds its lock, without a proof. */
  NO_PROOF(
      "internal/engine/session/Evidence",
      List.of(
          new Change(
              "return last.window.covers(session, now) && isUnchanged(last);", "return true;"))),

  /** After a reconnection the watch is trusted to report all that was missed. */
  NO_RELOAD(
      "internal/engine/membership/MembershipEngine",
      List.of(
          new Change(
              "private volatile boolean closed;",
              "private volatile boolean closed; private boolean loaded;"),
          new Change("pacing.onComplete();", "pacing.onComplete(); loaded |= root != null;"),
          new Change(
              "if (onlyWritten) {",
              "if (loaded) { current = true; changed(); } if (onlyWritten || loaded) {"))),

  /** A node with the same version counts as unchanged. */
  VERSION_COMPARED(
      "internal/engine/membership/Member",
      List.of(
          new Change(
              "stat.czxid(), stat.mzxid(), stat.ctime(), stat.mtime()", "0, stat.version(), 0, 0"),
          new Change(
              "return czxid == stat.czxid() && mzxid == stat.mzxid()"
                  + " && ctime == stat.ctime() && mtime == stat.mtime();",
              "return mzxid == stat.version();"))),

  /** A registration deletes the node at its path, whoever owns it. */
  DELETED_WITHOUT_OWNER(
      "internal/zookeeper/registry/InstanceNode",
      List.of(
          new Change(
              "void delete(int version, Consumer<Answer> then) {",
              "void delete(int ignored, Consumer<Answer> then) { int version = -1;"))),

  /** A contender that gives up stays in the queue. */
  NOT_WITHDRAWN(
      "internal/engine/lock/LockHandle",
      List.of(new Change("asked.expire(waiter); }", "return new Outcome.Refused(); }"))),

  /** An update takes whatever node the reply names for its own. */
  ADOPTED(
      "internal/engine/registry/OwnNode",
      List.of(
          new Change(
              "return is(stat) && owner == session"
                  + " ? new OwnNode(czxid, owner, stat.version(), revision) : null;",
              "return new OwnNode(" + "stat.czxid(), stat.owner(), stat.version(), revision);"))),

  /** A view is loaded from a server that may lag behind its leader. */
  LOADED_WITHOUT_SYNC(
      "internal/zookeeper/membership/ServiceNode",
      List.of(
          new Change(
              "handle.sync(absolute, (rc, p, ctx) -> caughtUp.set(rc), null);",
              "caughtUp.set(0);"))),

  /** The watch of a closed view is removed in the client, whatever the server replies. */
  REMOVED_IN_CLIENT(
      "internal/zookeeper/session/WatchRemoval",
      List.of(
          new Change(
              "handle.removeAllWatches( path, type, false,",
              "handle.removeAllWatches(path, type, true,"))),

  /** Without a connection leases are given up long before the session can have ended. */
  GIVEN_UP(
      "internal/engine/session/SessionProof",
      List.of(
          new Change(
              "evidence.silence(now), timeout());", "evidence.silence(now), timeout() / 3);"),
          new Change(">= timeout();", ">= timeout() / 3;")));

  /** Text that must be in the source exactly once, with any white space between its words. */
  record Change(String from, String to) {}

  private final String source;
  private final List<Change> changes;

  Defect(String source, List<Change> changes) {
    this.source = "io/coord/curator/" + source + ".java";
    this.changes = changes;
  }

  /** Of the class, below the directory of sources. */
  String source() {
    return source;
  }

  List<Change> changes() {
    return changes;
  }
}
