package io.coord.curator.internal.support;

import io.coord.registry.ServiceInstance;

/** How an instance is written into its node, and read from any node found there. */
public interface InstanceFormat {

  byte[] write(ServiceInstance instance);

  /**
   * The instance a node stands for.
   *
   * @throws IllegalArgumentException if the node's name cannot be an id
   */
  ServiceInstance read(String service, String id, byte[] payload);
}
