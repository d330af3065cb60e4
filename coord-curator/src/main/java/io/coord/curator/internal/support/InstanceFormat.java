package io.coord.curator.internal.support;

import io.coord.registry.ServiceInstance;

/** Writes an instance into its node, and reads one from any node below a service. */
public interface InstanceFormat {

  byte[] write(ServiceInstance instance);

  /**
   * The instance that a node represents. An Error says nothing about the data, which may be
   * readable later.
   *
   * @throws IllegalArgumentException if the node's name cannot be an id
   */
  ServiceInstance read(String service, String id, byte[] payload);

  /**
   * The node as a raw node, whatever its data means.
   *
   * @throws IllegalArgumentException if the node's name cannot be an id
   */
  ServiceInstance raw(String service, String id, byte[] payload);
}
