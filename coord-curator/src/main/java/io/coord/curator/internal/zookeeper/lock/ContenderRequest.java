package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.queue.QueuePort.PlugInException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.proto.CreateRequest;

/**
 * Makes the request that creates a contender, with what is plugged into the client: it gives the
 * node its access rights, compresses its data, and may refuse it.
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
      // Curator asks the schema for the transaction as a whole, and by the name without the mark
      // (hazard L19).
      String contender = known + "/" + name;
      client
          .getSchemaSet()
          .getSchema(contender)
          .validateCreate(CreateMode.EPHEMERAL_SEQUENTIAL, contender, data, request.getAcl());
      return request;
    } catch (Exception | Error e) { // of what the client's owner plugged in
      throw new PlugInException(e);
    }
  }

  /** As a transaction would have it that is never committed. */
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
