package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.NodeNames;
import io.coord.registry.ServiceInstance;

/**
 * Encodes candidates, within a limit: a request larger than jute.maxbuffer costs the whole client
 * its connection, at every try (hazard C7).
 */
record InstanceWriter(InstanceFormat format, int maxBytes) {

  /**
   * The data of the candidate's node.
   *
   * @throws IllegalArgumentException if it cannot be written, or is too large
   */
  byte[] write(ServiceInstance instance) {
    byte[] payload = format.write(instance);
    if (payload.length > maxBytes) {
      throw new IllegalArgumentException(
          "Candidate '%s' of service '%s' has a payload of %d bytes; at most %d are allowed. Shorten its metadata, or raise maxPayloadBytes and jute.maxbuffer."
              .formatted(
                  NodeNames.printable(instance.id()),
                  NodeNames.printable(instance.service()),
                  payload.length,
                  maxBytes));
    }
    return payload;
  }
}
