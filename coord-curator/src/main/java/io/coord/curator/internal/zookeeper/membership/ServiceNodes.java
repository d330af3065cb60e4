package io.coord.curator.internal.zookeeper.membership;

import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.internal.zookeeper.session.Connection;

/** Creates the ports for the nodes that one Coordination reads and watches. */
public final class ServiceNodes implements MembershipPort.Factory {

  private final Connection connection;
  private final WatchRegistry watches;

  /**
   * Sends nothing yet.
   *
   * @param exclusive whether nobody else uses the client
   */
  public ServiceNodes(Connection connection, boolean exclusive) {
    this.connection = connection;
    this.watches = new WatchRegistry(connection, exclusive);
  }

  @Override
  public MembershipPort open(String path) {
    return new ServiceNode(connection, watches, path);
  }
}
