package io.coord.curator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.coord.registry.ServiceInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The wire format of curator-x-discovery, with a fixed schema: no class named in the data is
 * loaded.
 *
 * <p>The metadata is the payload's string, number and boolean fields. If the payload has an object
 * called "metadata", as Spring Cloud's does, it is that object's fields.
 */
final class DiscoveryJsonCodec implements InstanceCodec {

  /**
   * Allows names as long as a payload may be, and caches none: any program may have written them.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNameLength(Integer.MAX_VALUE).build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final String CLASS = "@class";

  /** Marks a value that cannot be a port; the node is then shown as a raw node. */
  private static final int NO_PORT = -1;

  @Override
  public byte[] encode(ServiceInstance instance) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("name", instance.service());
      json.writeStringField("id", instance.id());
      json.writeStringField("address", instance.address());
      if (instance.port() == 0) {
        json.writeNullField("port");
      } else {
        json.writeNumberField("port", instance.port());
      }
      json.writeNullField("sslPort");
      writePayload(json, instance.metadata());
      json.writeNumberField("registrationTimeUTC", Instant.now().toEpochMilli());
      json.writeStringField("serviceType", "DYNAMIC");
      json.writeNullField("uriSpec");
      json.writeBooleanField("enabled", true);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + instance.id() + " as JSON", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public ServiceInstance decode(String service, String id, byte[] payload) {
    Fields fields = read(payload);
    return fields == null
        ? PlainTextCodec.rawNode(service, id, payload)
        : new ServiceInstance(service, id, fields.address, fields.port, fields.metadata);
  }

  /** The instance with the service and the id that the data names; null in any other format. */
  @Nullable ServiceInstance decode(byte[] payload) {
    Fields fields = read(payload);
    try {
      return fields == null
          ? null
          : new ServiceInstance(
              fields.name, fields.id, fields.address, fields.port, fields.metadata);
    } catch (IllegalArgumentException e) { // of the names
      return null;
    }
  }

  /** Null if the data is in another format. */
  private static @Nullable Fields read(byte[] payload) {
    Fields fields = new Fields();
    try (JsonParser json = parser(payload)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      readInstance(json, fields);
      return fields.isComplete() && json.nextToken() == null ? fields : null;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Text parses faster than bytes; if the data is not clearly UTF-8, the parser detects the
   * encoding.
   */
  private static JsonParser parser(byte[] payload) throws IOException {
    boolean utf8 = payload.length > 1 && payload[0] == '{' && payload[1] != 0;
    return utf8
        ? JSON.createParser(new String(payload, StandardCharsets.UTF_8))
        : JSON.createParser(payload);
  }

  private static void writePayload(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    if (metadata.isEmpty()) {
      json.writeNullField("payload");
      return;
    }
    json.writeObjectFieldStart("payload");
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      if (entry.getKey().equals(CLASS)) {
        throw new IllegalArgumentException(
            "The metadata key '@class' is reserved in this format. Use another.");
      }
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void readInstance(JsonParser json, Fields fields) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "name" -> {
          fields.named = isText(value);
          fields.name = fields.named ? json.getText() : "";
        }
        case "id" -> {
          fields.identified = isText(value);
          fields.id = fields.identified ? json.getText() : "";
        }
        case "address" -> fields.address = isText(value) ? json.getText() : "";
        case "port" -> fields.port = readPort(json, value);
        case "payload" -> fields.metadata = readPayload(json, value);
        default -> {}
      }
      if (!field.equals("payload")) {
        json.skipChildren();
      }
    }
  }

  /** Scalars of any kind count as text, as they do for Jackson in x-discovery. */
  private static boolean isText(JsonToken value) {
    return value.isScalarValue() && value != JsonToken.VALUE_NULL;
  }

  /**
   * 0 if there is none. Numbers as text and fractions count, as they do for Jackson in x-discovery.
   */
  private static int readPort(JsonParser json, JsonToken value) throws IOException {
    return switch (value) {
      case VALUE_NULL -> 0;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getIntValue();
      case VALUE_STRING -> parsePort(json.getText().trim());
      default -> NO_PORT;
    };
  }

  private static int parsePort(String text) {
    try {
      return text.isEmpty() || text.equals("null") ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return NO_PORT;
    }
  }

  private static Map<String, String> readPayload(JsonParser json, JsonToken first)
      throws IOException {
    if (first != JsonToken.START_OBJECT) {
      json.skipChildren();
      return Map.of();
    }
    Map<String, String> flat = new LinkedHashMap<>();
    Map<String, String> nested = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
        nested = readStrings(json);
      } else {
        putScalar(json, field, value, flat);
      }
    }
    return nested != null ? nested : flat;
  }

  private static Map<String, String> readStrings(JsonParser json) throws IOException {
    Map<String, String> strings = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      putScalar(json, field, json.nextToken(), strings);
    }
    return strings;
  }

  private static void putScalar(
      JsonParser json, String field, JsonToken value, Map<String, String> into) throws IOException {
    if (value.isScalarValue() && value != JsonToken.VALUE_NULL && !field.equals(CLASS)) {
      into.put(field, json.getText());
    } else {
      json.skipChildren();
    }
  }

  /** The fields read so far. */
  private static final class Fields {
    private boolean named;
    private boolean identified;
    private String name = "";
    private String id = "";
    private String address = "";
    private int port;
    private Map<String, String> metadata = Map.of();

    /** Whether it has the two fields that x-discovery always writes, and no invalid port. */
    boolean isComplete() {
      return named && identified && port >= 0 && port <= 65_535;
    }
  }
}
