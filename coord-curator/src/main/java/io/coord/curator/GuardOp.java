package io.coord.curator;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.lock.Tenure;
import io.coord.lock.Lease;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.api.transaction.OperationType;
import org.apache.curator.framework.api.transaction.TypeAndPath;
import org.apache.zookeeper.Op;

/**
 * A check, for a Curator transaction, that a lease's node exists.
 *
 * @param path of the node
 * @param absolute the same as the service knows it
 */
record GuardOp(String path, String absolute) implements CuratorOp {

  /**
   * Sends nothing.
   *
   * @throws IllegalArgumentException if the lease is not from this backend
   * @throws io.coord.LeaseNotHeldException if the lease was closed
   */
  static GuardOp of(Lease lease) {
    Tenure tenure = LockManager.tenure(lease);
    return new GuardOp(tenure.path(), tenure.absolutePath());
  }

  @Override
  public Op get() {
    return Op.check(absolute, -1);
  }

  @Override
  public TypeAndPath getTypeAndPath() {
    return new TypeAndPath(OperationType.CHECK, path);
  }
}
