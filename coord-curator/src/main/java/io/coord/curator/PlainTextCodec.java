package io.coord.curator;

import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;

/** The address as text. */
final class PlainTextCodec implements InstanceCodec {

  private final InstanceCodec json = new DiscoveryJsonCodec();

  @Override
  public byte[] encode(ServiceInstance instance) {
    return instance.address().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ServiceInstance decode(String service, String id, byte[] payload) {
    return json.decode(service, id, payload);
  }

  /**
   * A node whose data is in no known format. Bytes that are not UTF-8 become replacement
   * characters.
   */
  static ServiceInstance rawNode(String service, String id, byte[] payload) {
    return ServiceInstance.builder(service)
        .id(id)
        .address(new String(payload, StandardCharsets.UTF_8))
        .build();
  }
}
