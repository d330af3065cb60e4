package io.coord.curator.internal.zookeeper.registry;

import io.coord.curator.internal.engine.registry.InstancePort;
import io.coord.curator.internal.zookeeper.session.Connection;
import java.util.concurrent.Executor;

/** Creates the ports of one registry's instances. */
public final class InstanceNodes implements InstancePort.Factory {

  private final Connection connection;
  private final BatchCreator creations;

  /** Sends nothing yet. */
  public InstanceNodes(Connection connection) {
    this.connection = connection;
    this.creations = new BatchCreator(connection);
  }

  @Override
  public InstancePort open(String path, Executor serial, Runnable onChange) {
    return new InstanceNode(connection, creations, path, serial, onChange);
  }

  @Override
  public boolean isIdle() {
    return creations.isIdle();
  }
}
