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
 * What is sent about one instance's node, as the client's owner wants it: with the ACL that the
 * client's provider gives, and only if its schemas allow it. Both are the application's code and
 * may throw anything.
 *
 * @param path as the client knows it
 * @param absolute as ZooKeeper knows it
 */
record NodeOps(CuratorFramework client, String path, String absolute) {

  /**
   * Up to this version, a takeover writes the new node past the version of the old one. Each write
   * is an event for every view, so there are only a few.
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
   * The parents of the node, from the top, as containers with the ACL that the client gives them.
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

  /** Checks that the client's schemas allow that data. */
  void requireWritable(byte[] payload) {
    client.getSchemaSet().getSchema(path).validateGeneral(path, payload, null);
  }

  /**
   * Replaces the node at that version by a new one.
   *
   * <p>The new node is also written in the same transaction. The reply to that shows its czxid,
   * which the reply to a create in a transaction does not. And it leaves the node at a version that
   * the old one never had, so that the old one's owner, who names the node by its version, can
   * neither overwrite nor delete ours before it knows of it (hazards R2 and R8). A high version is
   * not exceeded; then ours starts far below it.
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

  /** The node's stat when a transaction that ends in a write of it was done; null if it failed. */
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

  /** Curator's, because it knows the ACL that the client gives to a node at this path. */
  private Op create(String at, CreateMode mode, byte[] payload) throws Exception {
    Op create = client.transactionOp().create().withMode(mode).forPath(at, payload).get();
    client.getSchemaSet().getSchema(at).validateCreate(mode, at, payload, acl(create));
    return create;
  }

  private static List<ACL> acl(Op create) {
    return ((CreateRequest) create.toRequestRecord()).getAcl();
  }
}
