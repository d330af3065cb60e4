package io.coord.examples.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.coord.examples.inspect.Inventory.Candidate;
import io.coord.examples.inspect.Inventory.Contender;
import io.coord.examples.inspect.Inventory.Election;
import io.coord.examples.inspect.Inventory.Lock;
import io.coord.examples.inspect.Inventory.Member;
import io.coord.examples.inspect.Inventory.Service;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** A report for scripts: one object on one line. Times are in UTC, sessions as in zkCli. */
final class JsonReport {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonReport() {}

  static String line(Inventory inventory) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("services");
      for (Service service : inventory.services()) {
        write(json, service);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("locks");
      for (Lock lock : inventory.locks()) {
        write(json, lock);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("elections");
      for (Election election : inventory.elections()) {
        write(json, election);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Service service) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", service.name());
    json.writeStringField("path", service.path());
    json.writeArrayFieldStart("members");
    for (Member member : service.members()) {
      json.writeStartObject();
      json.writeStringField("id", member.id());
      json.writeStringField("address", member.address());
      json.writeNumberField("port", member.port());
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> entry : member.metadata().entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeStringField("since", member.since().toString());
      writeSession(json, member.session());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Lock lock) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", lock.name());
    json.writeStringField("path", lock.path());
    json.writeArrayFieldStart("contenders");
    boolean holder = true;
    for (Contender contender : lock.contenders()) {
      json.writeStartObject();
      json.writeBooleanField("holder", holder);
      json.writeStringField("owner", contender.owner());
      json.writeStringField("node", contender.node());
      json.writeStringField("since", contender.since().toString());
      writeSession(json, contender.session());
      json.writeEndObject();
      holder = false;
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Election election) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", election.name());
    json.writeStringField("path", election.path());
    json.writeArrayFieldStart("candidates");
    boolean leader = true;
    for (Candidate candidate : election.candidates()) {
      json.writeStartObject();
      json.writeBooleanField("leader", leader);
      if (leader) {
        json.writeNumberField("epoch", candidate.epoch());
      } else {
        json.writeNullField("epoch");
      }
      json.writeStringField("id", candidate.id());
      json.writeStringField("address", candidate.address());
      json.writeNumberField("port", candidate.port());
      json.writeStringField("node", candidate.node());
      json.writeStringField("since", candidate.since().toString());
      writeSession(json, candidate.session());
      json.writeEndObject();
      leader = false;
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeSession(JsonGenerator json, long session) throws IOException {
    if (session == 0) {
      json.writeNullField("session");
    } else {
      json.writeStringField("session", TextReport.hex(session));
    }
  }
}
