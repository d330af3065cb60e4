package io.coord.curator.internal.membership;

import io.coord.registry.ServiceInstance;
import org.apache.zookeeper.data.Stat;

/**
 * A member as one version of its node showed it. The version is the pair (czxid, mzxid): a node's
 * {@code version} counter starts again when the node is recreated (hazard M1).
 *
 * @param instance what the node said
 * @param czxid the transaction that created the node
 * @param mzxid the transaction that last wrote it
 */
record Member(ServiceInstance instance, long czxid, long mzxid) {

  String id() {
    return instance.id();
  }

  boolean isVersion(Stat stat) {
    return czxid == stat.getCzxid() && mzxid == stat.getMzxid();
  }

  boolean isVersion(Member other) {
    return czxid == other.czxid && mzxid == other.mzxid && id().equals(other.id());
  }

  /** Whether this was read from a later state of the service than the other. */
  boolean isNewerThan(Member other) {
    return czxid > other.czxid || (czxid == other.czxid && mzxid > other.mzxid);
  }
}
