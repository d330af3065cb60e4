package io.coord.curator;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.registry.ServiceInstance;

/**
 * The format of candidates' nodes: the wire format of curator-x-discovery, whatever the codec of
 * the registry, so that every process knows the leader's address. Service and id are those that the
 * data names. A contender of another library becomes a raw instance: of a service with the name of
 * the election, and with the name of its node as the id.
 */
final class ElectionFormat implements InstanceFormat {

  private final DiscoveryJsonCodec json = new DiscoveryJsonCodec();

  @Override
  public byte[] write(ServiceInstance instance) {
    return json.encode(instance);
  }

  @Override
  public ServiceInstance read(String election, String node, byte[] payload) {
    ServiceInstance candidate = json.decode(payload);
    return candidate == null ? raw(election, node, payload) : candidate;
  }

  @Override
  public ServiceInstance raw(String election, String node, byte[] payload) {
    return PlainTextCodec.rawNode(election, node, payload);
  }
}
