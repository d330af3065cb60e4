package io.coord.curator.internal.engine.registry;

import io.coord.RejectedException;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.NodeNames;
import io.coord.registry.ServiceInstance;

/**
 * Encodes instances, within a limit: a request larger than jute.maxbuffer costs the whole client
 * its connection, at every try (hazard C7).
 */
record PayloadWriter(InstanceFormat format, int maxBytes) {

  byte[] write(ServiceInstance instance) {
    byte[] payload = format.write(instance);
    if (payload.length > maxBytes) {
      throw new RejectedException(
          "Instance '%s' of service '%s' has a payload of %d bytes; at most %d are allowed. Shorten its metadata, or raise maxPayloadBytes and jute.maxbuffer."
              .formatted(
                  NodeNames.printable(instance.id()),
                  NodeNames.printable(instance.service()),
                  payload.length,
                  maxBytes));
    }
    return payload;
  }
}
