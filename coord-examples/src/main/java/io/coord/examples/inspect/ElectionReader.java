package io.coord.examples.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.coord.curator.InstanceCodec;
import io.coord.examples.inspect.Inventory.Candidate;
import io.coord.examples.inspect.Inventory.Election;
import io.coord.examples.inspect.Nodes.Children;
import io.coord.examples.inspect.Nodes.Node;
import io.coord.registry.ServiceInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds elections below their root, with the candidates in the order in which they will lead. */
final class ElectionReader {

  private static final JsonFactory JSON = new JsonFactory();

  /** An epoch is the first fencing token of the candidate's node: 4096 tokens for each zxid. */
  private static final long TOKENS = 4096;

  private final Nodes nodes;
  private final InstanceCodec codec = InstanceCodec.discoveryJson();

  ElectionReader(Nodes nodes) {
    this.nodes = nodes;
  }

  List<Election> read(List<String> paths) throws InterruptedException {
    List<Children> elections = nodes.children(paths);
    Map<String, Node> found =
        nodes.byPath(
            elections.stream().flatMap(Children::paths).filter(NodeNames::isContender).toList());
    return elections.stream()
        .sorted(Comparator.comparing(Children::path))
        .map(election -> election(election, found))
        .toList();
  }

  private Election election(Children election, Map<String, Node> found) {
    String name = NodeNames.decode(NodeNames.last(election.path()));
    List<Candidate> candidates =
        election.names().stream()
            .filter(NodeNames::isContender)
            .sorted(NodeNames.queueOrder())
            .map(node -> election.path() + "/" + node)
            .flatMap(path -> Stream.ofNullable(found.get(path)))
            .map(node -> candidate(name, node))
            .toList();
    return new Election(name, election.path(), candidates);
  }

  /** What other libraries wrote is shown with the node's name for the id. */
  private Candidate candidate(String election, Node node) {
    String id = node.name();
    String address = node.text();
    int port = 0;
    try {
      String named = idIn(node.text());
      ServiceInstance instance =
          codec.decode(election, named, node.text().getBytes(StandardCharsets.UTF_8));
      id = named;
      address = instance.address();
      port = instance.port();
    } catch (IOException | IllegalArgumentException e) {
      // It is shown all the same.
    }
    return new Candidate(id, address, port, epoch(node), node.name(), node.since(), node.session());
  }

  /** {@return the field "id" of an object} */
  private static String idIn(String json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean found = parser.currentName().equals("id");
          if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
            return parser.getText();
          }
          parser.skipChildren();
        }
      }
    }
    throw new IllegalArgumentException("no id");
  }

  /** {@return the epoch with which the owner of this node leads; 0 if there is none} */
  private static long epoch(Node node) {
    long created = node.stat().getCzxid();
    return created <= Long.MAX_VALUE / TOKENS ? created * TOKENS + 1 : 0;
  }
}
