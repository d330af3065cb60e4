package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.registry.ServiceInstance;

/** Instances of which nothing but the id matters. */
final class RawFormat implements InstanceFormat {

  @Override
  public byte[] write(ServiceInstance instance) {
    return new byte[0];
  }

  @Override
  public ServiceInstance read(String service, String id, byte[] payload) {
    return raw(service, id, payload);
  }

  @Override
  public ServiceInstance raw(String service, String id, byte[] payload) {
    return ServiceInstance.builder(service).id(id).build();
  }
}
