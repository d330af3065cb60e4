package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.registry.ServiceInstance;

/**
 * A member as one version of its node showed it. Versions are told apart by czxid and mzxid: a
 * node's own {@code version} starts again when the node is recreated (hazard M1). The times tell
 * nodes apart whose transactions have the same numbers because the servers' data was wiped in
 * between.
 *
 * @param name the node's own name
 * @param id by which the members are sorted: the decoded name, and for services the instance's id
 * @param instance what the node's data says
 * @param czxid the transaction that created the node
 * @param mzxid the transaction that last wrote it
 * @param ctime when it was created, by the server's clock
 * @param mtime when it was last written
 * @param provisional whether the instance is the raw node only because the codec failed, perhaps
 *     for a moment: it is to be read again
 */
public record Member(
    String name,
    String id,
    ServiceInstance instance,
    long czxid,
    long mzxid,
    long ctime,
    long mtime,
    boolean provisional) {

  Member(
      String name,
      ServiceInstance instance,
      long czxid,
      long mzxid,
      long ctime,
      long mtime,
      boolean provisional) {
    this(name, instance.id(), instance, czxid, mzxid, ctime, mtime, provisional);
  }

  static Member of(String name, String id, ServiceInstance instance, NodeStat stat) {
    String shared = instance.id().equals(id) ? instance.id() : id;
    return new Member(
        name, shared, instance, stat.czxid(), stat.mzxid(), stat.ctime(), stat.mtime(), false);
  }

  Member asProvisional() {
    return new Member(name, id, instance, czxid, mzxid, ctime, mtime, true);
  }

  /** Whether the other is of the same node: the same id, and not recreated in between. */
  boolean isNode(Member other) {
    return czxid == other.czxid && ctime == other.ctime && name.equals(other.name);
  }

  /** Whether the other is the same version of the same node, and equally well decoded. */
  @SuppressWarnings("ReferenceEquality") // a short cut: two views share nearly all their members
  boolean isVersion(Member other) {
    return this == other
        || (mzxid == other.mzxid
            && mtime == other.mtime
            && provisional == other.provisional
            && isNode(other));
  }

  /** Whether the node with this stat is unchanged. */
  boolean isVersion(NodeStat stat) {
    return czxid == stat.czxid()
        && mzxid == stat.mzxid()
        && ctime == stat.ctime()
        && mtime == stat.mtime();
  }

  /** Whether this shows a later state than the other, or is better decoded. */
  boolean isNewerThan(Member other) {
    if (czxid != other.czxid) {
      return czxid > other.czxid;
    }
    return mzxid > other.mzxid || (mzxid == other.mzxid && other.provisional && !provisional);
  }
}
