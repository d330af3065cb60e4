package io.coord.curator.internal.engine;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.NodeNames;
import io.coord.registry.ServiceInstance;
import java.util.function.Function;

/**
 * Encodes instances, within a limit: a request larger than jute.maxbuffer costs the whole client
 * its connection, at every try (hazard C7).
 *
 * @param what they are called in the message of the refusal
 * @param refusal makes the exception for one that is too large
 */
public record PayloadWriter(
    String what,
    InstanceFormat format,
    int maxBytes,
    Function<String, ? extends RuntimeException> refusal) {

  /** The data of the instance's node; throws the refusal if it is too large. */
  public byte[] write(ServiceInstance instance) {
    byte[] payload = format.write(instance);
    if (payload.length > maxBytes) {
      throw refusal.apply(
          "%s '%s' of service '%s' has a payload of %d bytes; at most %d are allowed. Shorten its metadata, or raise maxPayloadBytes and jute.maxbuffer."
              .formatted(
                  what,
                  NodeNames.printable(instance.id()),
                  NodeNames.printable(instance.service()),
                  payload.length,
                  maxBytes));
    }
    return payload;
  }
}
