package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.queue.QueuePort.PlugInException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.proto.CreateRequest;

/**
 * Prepares the request that creates a contender. The client's plug-ins are involved: they supply
 * the node's ACL, compress its data, and may reject it.
 */
final class ContenderRequest {

  private ContenderRequest() {}

  /**
   * Sends nothing.
   *
   * @param parent the lock's node, as the handle knows it
   * @param known the same as the client knows it
   */
  static CreateRequest prepare(
      CuratorFramework client, String parent, String known, String mark, String name, byte[] data)
      throws PlugInException {
    try {
      CreateRequest request = build(client, parent + "/" + mark + name, data);
      // Curator would check the schema only on commit; and the name it checks is the one without
      // the
      // mark (hazard L19).
      String contender = known + "/" + name;
      client
          .getSchemaSet()
          .getSchema(contender)
          .validateCreate(CreateMode.EPHEMERAL_SEQUENTIAL, contender, data, request.getAcl());
      return request;
    } catch (Exception | Error e) { // thrown by a plug-in
      throw new PlugInException(e);
    }
  }

  /** Lets Curator build it for a transaction that is never committed. */
  private static CreateRequest build(CuratorFramework client, String path, byte[] data)
      throws Exception { // as Curator's forPath does
    return (CreateRequest)
        client
            .usingNamespace(null)
            .transactionOp()
            .create()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath(path, data)
            .get()
            .toRequestRecord();
  }
}
