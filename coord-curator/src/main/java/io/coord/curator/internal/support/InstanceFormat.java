package io.coord.curator.internal.support;

import io.coord.registry.ServiceInstance;

/** How an instance is written into its node, and read from any node found there. */
public interface InstanceFormat {

  byte[] write(ServiceInstance instance);

  /**
   * The instance a node stands for. An Error says nothing of the data: another time it may be read.
   *
   * @throws IllegalArgumentException if the node's name cannot be an id
   */
  ServiceInstance read(String service, String id, byte[] payload);

  /**
   * The node as it is, whatever its data mean.
   *
   * @throws IllegalArgumentException if the node's name cannot be an id
   */
  ServiceInstance raw(String service, String id, byte[] payload);
}
