package io.coord.curator;

import io.coord.registry.ServiceInstance;

/**
 * Translates between a service instance and the data of its node. It is called concurrently, on
 * threads of the Coordination and of the application, and must not block.
 */
public interface InstanceCodec {

  /**
   * {@return the data to write into the instance's node}
   *
   * @param instance the instance, as clients should see it
   */
  byte[] encode(ServiceInstance instance);

  /**
   * Reads the instance that a node represents. Any program may have written the data.
   *
   * @param service the service's name, to be used unchanged
   * @param id the node's name, decoded, to be used unchanged
   * @param payload the node's data; empty if it has none
   * @return an instance with exactly this service and id; any other counts as a failure
   * @throws RuntimeException if the data is not in this codec's format; the node is then shown as a
   *     raw node, with its id, and with its data as text for the address. After an {@link Error},
   *     which may be momentary, a view shows the raw node and decodes it again later
   */
  ServiceInstance decode(String service, String id, byte[] payload);

  /**
   * The default: JSON in the wire format of curator-x-discovery, so programs that use that library
   * see Coord's instances, and Coord sees theirs. The metadata becomes the payload, an object of
   * strings. Class names in the data are ignored, and so are fields that {@link ServiceInstance}
   * does not have. The metadata key "@class" is rejected. Data in any other format is shown as a
   * raw node.
   *
   * @return a stateless codec
   */
  static InstanceCodec discoveryJson() {
    return new DiscoveryJsonCodec();
  }

  /**
   * Only the address, as UTF-8 text, as one would type it in ZooKeeper's command line. Port and
   * metadata are not written. Reads the default format, too.
   *
   * @return a stateless codec
   */
  static InstanceCodec plainText() {
    return new PlainTextCodec();
  }
}
