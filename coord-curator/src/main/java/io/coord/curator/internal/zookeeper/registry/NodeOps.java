package io.coord.curator.internal.zookeeper.registry;

import io.coord.curator.internal.zookeeper.registry.Parents.Parent;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one instance's node, as the client's owner wants them: with the ACL from the
 * client's provider, and only if the client's schemas allow it. Both are application code and may
 * throw anything.
 *
 * @param path as the client knows it
 * @param absolute as ZooKeeper knows it
 */
record NodeOps(CuratorFramework client, String path, String absolute) {

  /**
   * Up to this version, a takeover writes the new node often enough to exceed the old one's
   * version. Each write is an event for every view, so the number is small.
   */
  private static final int MOST_VERSIONS = 8;

  private static final byte[] NOTHING = {};

  /**
   * The ACL of a new node.
   *
   * @throws Exception whatever the client's owner has plugged in throws; also Errors
   */
  List<ACL> acl(byte[] payload) throws Exception { // as Curator's forPath does
    return acl(create(payload));
  }

  /**
   * The parents of the node, topmost first, as containers with the client's ACLs for them.
   *
   * @throws Exception whatever the client's owner has plugged in throws; also Errors
   */
  List<Parent> parents() throws Exception { // as Curator's forPath does
    List<Parent> parents = new ArrayList<>();
    for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      String parent = path.substring(0, end);
      Op create = create(parent, CreateMode.CONTAINER, NOTHING);
      parents.add(new Parent(create.getPath(), acl(create)));
    }
    return parents;
  }

  /** Checks that the client's schemas allow the data. */
  void requireWritable(byte[] payload) {
    client.getSchemaSet().getSchema(path).validateGeneral(path, payload, null);
  }

  /**
   * Replaces the node, if it is still at that version, by a new one.
   *
   * <p>The same transaction also writes the new node. The reply to the write shows its czxid, which
   * the reply to a create in a transaction does not. And the write leaves the node at a version
   * that the old one never had, so that the old one's owner, which identifies the node by its
   * version, can neither overwrite nor delete ours before it learns of it (hazards R2 and R8). A
   * high version is not exceeded; in that case ours starts far below it.
   *
   * @throws Exception whatever the client's owner has plugged in throws; also Errors
   */
  List<Op> replacement(int version, byte[] payload) throws Exception { // as Curator's forPath does
    List<Op> ops = new ArrayList<>();
    ops.add(Op.delete(absolute, version));
    ops.add(create(payload));
    int writes = version < MOST_VERSIONS ? version + 1 : 1;
    for (int at = 0; at < writes - 1; at++) {
      ops.add(Op.setData(absolute, NOTHING, at));
    }
    ops.add(Op.setData(absolute, payload, writes - 1));
    return ops;
  }

  /** The node's stat after a transaction that ended with a write to it; null if that failed. */
  static @Nullable Stat lastWrite(@Nullable List<OpResult> results) {
    return results != null
            && !results.isEmpty()
            && results.get(results.size() - 1) instanceof SetDataResult written
        ? written.getStat()
        : null;
  }

  private Op create(byte[] payload) throws Exception {
    return create(path, CreateMode.EPHEMERAL, payload);
  }

  /** Curator's transaction, because it knows the client's ACL for a node at this path. */
  private Op create(String at, CreateMode mode, byte[] payload) throws Exception {
    Op create = client.transactionOp().create().withMode(mode).forPath(at, payload).get();
    client.getSchemaSet().getSchema(at).validateCreate(mode, at, payload, acl(create));
    return create;
  }

  private static List<ACL> acl(Op create) {
    return ((CreateRequest) create.toRequestRecord()).getAcl();
  }
}
