package io.coord.curator.lab.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An entry as one line of JSON. */
public final class EntryJson {

  private static final JsonFactory JSON = new JsonFactory();

  private EntryJson() {}

  public static String write(Entry entry) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("process", entry.process());
      json.writeStringField("kind", lower(entry.kind()));
      json.writeStringField("name", entry.name());
      json.writeNumberField("begin", entry.begin());
      json.writeNumberField("end", entry.end());
      json.writeNumberField("deadline", entry.deadline());
      json.writeStringField("outcome", lower(entry.outcome()));
      json.writeNumberField("starved", entry.starved());
      json.writeNumberField("token", entry.token());
      json.writeStringField("value", entry.value());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }

  public static Entry read(String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, json.getText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
    return new Entry(
        fields.get("process"),
        Kind.valueOf(upper(fields.get("kind"))),
        fields.get("name"),
        Long.parseLong(fields.get("begin")),
        Long.parseLong(fields.get("end")),
        Long.parseLong(fields.get("deadline")),
        Outcome.valueOf(upper(fields.get("outcome"))),
        Long.parseLong(fields.getOrDefault("starved", "0")),
        Long.parseLong(fields.get("token")),
        fields.get("value"));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String upper(String value) {
    return value.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
