package io.coord.curator;

import io.coord.registry.ServiceInstance;

/**
 * How an instance is written into its node, and how a node's data are read as an instance. Called
 * on threads of the Coordination and of the application, several at a time; it must not block.
 */
public interface InstanceCodec {

  /**
   * {@return the data to write}
   *
   * @param instance what clients are to see
   */
  byte[] encode(ServiceInstance instance);

  /**
   * Reads the instance that a node stands for. The data may come from anybody.
   *
   * @param service the service's name, to be used as it is
   * @param id the node's name, decoded, to be used as it is
   * @param payload the node's data; empty if it has none
   * @return an instance with that very service and id; one with others counts as a failure
   * @throws RuntimeException if these data are none of this codec's; the node is then shown as a
   *     raw node: its id, and its data as text for the address
   */
  ServiceInstance decode(String service, String id, byte[] payload);

  /**
   * The default: JSON in the wire format of curator-x-discovery, so that its programs see ours and
   * we see theirs. Metadata become its payload, an object of strings. Class names in the data are
   * ignored, and so are fields we have no place for; the metadata key "@class" is refused. Data in
   * any other form are a raw node.
   *
   * @return a codec without state
   */
  static InstanceCodec discoveryJson() {
    return new DiscoveryJsonCodec();
  }

  /**
   * Nothing but the address, as UTF-8 text: what a person types with ZooKeeper's command line. Port
   * and metadata are not written. It reads the default's format too.
   *
   * @return a codec without state
   */
  static InstanceCodec plainText() {
    return new PlainTextCodec();
  }
}
