package io.coord.curator.docs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.coord.curator.InstanceCodec;
import io.coord.registry.ServiceInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Shown in docs/from-x-discovery.md. */
final class TypedPayloadCodec implements InstanceCodec {

  private static final JsonFactory JSON = new JsonFactory();

  private final InstanceCodec standard = InstanceCodec.discoveryJson();
  private final String payloadClass;

  TypedPayloadCodec(String payloadClass) {
    this.payloadClass = payloadClass;
  }

  @Override
  public byte[] encode(ServiceInstance instance) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(json, instance, payloadClass);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void write(JsonGenerator json, ServiceInstance instance, String payloadClass)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", instance.service());
    json.writeStringField("id", instance.id());
    json.writeStringField("address", instance.address());
    json.writeNumberField("port", instance.port());
    json.writeObjectFieldStart("payload");
    json.writeStringField("@class", payloadClass);
    json.writeStringField("id", instance.id());
    json.writeStringField("name", instance.service());
    json.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> entry : instance.metadata().entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeStringField("serviceType", "DYNAMIC");
    json.writeEndObject();
  }

  @Override
  public ServiceInstance decode(String service, String id, byte[] payload) {
    return standard.decode(service, id, payload); // also reads this form
  }
}
