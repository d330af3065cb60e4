package io.coord.examples.inspect;

import io.coord.curator.InstanceCodec;
import io.coord.examples.inspect.Inventory.Contender;
import io.coord.examples.inspect.Inventory.Lock;
import io.coord.examples.inspect.Inventory.Member;
import io.coord.examples.inspect.Inventory.Service;
import io.coord.examples.inspect.Nodes.Children;
import io.coord.examples.inspect.Nodes.Node;
import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds services and locks below their roots. It reads nodes instead of calling Coord's API,
 * because operators also want what the API does not offer: which session owns a node, and since
 * when.
 */
final class TreeReader {

  private static final String ZOOKEEPERS_OWN = "/zookeeper";

  private final Nodes nodes;
  private final String serviceRoot;
  private final String lockRoot;
  private final InstanceCodec codec = InstanceCodec.discoveryJson();

  TreeReader(Nodes nodes, String serviceRoot, String lockRoot) {
    this.nodes = nodes;
    this.serviceRoot = serviceRoot;
    this.lockRoot = lockRoot;
  }

  Inventory read() throws InterruptedException {
    return new Inventory(services(), locks());
  }

  private List<Service> services() throws InterruptedException {
    List<String> services =
        nodes.children(List.of(serviceRoot)).stream()
            .flatMap(TreeReader::paths)
            .filter(path -> !path.equals(ZOOKEEPERS_OWN) && !path.equals(lockRoot))
            .sorted()
            .toList();
    List<Children> members = nodes.children(services);
    Map<String, Node> found = byPath(members.stream().flatMap(TreeReader::paths).toList());
    return members.stream()
        .map(
            service -> {
              String name = NodeNames.decode(lastSegment(service.path()));
              return new Service(
                  name,
                  service.path(),
                  paths(service)
                      .flatMap(path -> Stream.ofNullable(found.get(path)))
                      .map(node -> member(name, node))
                      .sorted(Comparator.comparing(Member::id))
                      .toList());
            })
        .toList();
  }

  private Member member(String service, Node node) {
    String id = NodeNames.decode(node.name());
    String address;
    int port = 0;
    Map<String, String> metadata = Map.of();
    try {
      ServiceInstance instance =
          codec.decode(service, id, node.text().getBytes(StandardCharsets.UTF_8));
      address = instance.address();
      port = instance.port();
      metadata = instance.metadata();
    } catch (IllegalArgumentException e) {
      address = node.text(); // Coord would not accept this name; it is shown all the same
    }
    return new Member(id, address, port, metadata, since(node), node.stat().getEphemeralOwner());
  }

  /** Finds the nodes with contenders. With InterProcessMutex, there may be locks below locks. */
  private List<Lock> locks() throws InterruptedException {
    List<Children> locks = new ArrayList<>();
    List<Children> level = nodes.children(List.of(lockRoot));
    while (!level.isEmpty()) {
      List<String> below = new ArrayList<>();
      for (Children node : level) {
        boolean contended = node.names().stream().anyMatch(NodeNames::isContender);
        if (contended || (node.names().isEmpty() && !node.path().equals(lockRoot))) {
          locks.add(node);
        }
        paths(node)
            .filter(path -> !NodeNames.isContender(path) && !path.equals(ZOOKEEPERS_OWN))
            .forEach(below::add);
      }
      level = nodes.children(below);
    }
    List<String> contenders =
        locks.stream().flatMap(TreeReader::paths).filter(NodeNames::isContender).toList();
    Map<String, Node> found = byPath(contenders);
    return locks.stream()
        .sorted(Comparator.comparing(Children::path))
        .map(lock -> lock(lock, found))
        .toList();
  }

  private Lock lock(Children lock, Map<String, Node> found) {
    List<Contender> contenders =
        lock.names().stream()
            .filter(NodeNames::isContender)
            .sorted(NodeNames.queueOrder())
            .map(name -> lock.path() + "/" + name)
            .flatMap(path -> Stream.ofNullable(found.get(path)))
            .map(TreeReader::contender)
            .toList();
    return new Lock(lockName(lock.path()), lock.path(), contenders);
  }

  private static Contender contender(Node node) {
    return new Contender(node.text(), node.name(), since(node), node.stat().getEphemeralOwner());
  }

  private String lockName(String path) {
    if (path.equals(lockRoot)) {
      return path;
    }
    int start = lockRoot.equals("/") ? 1 : lockRoot.length() + 1;
    return NodeNames.decode(path.substring(start));
  }

  private Map<String, Node> byPath(List<String> paths) throws InterruptedException {
    return nodes.nodes(paths).stream().collect(Collectors.toMap(Node::path, Function.identity()));
  }

  private static Stream<String> paths(Children node) {
    String prefix = node.path().equals("/") ? "/" : node.path() + "/";
    return node.names().stream().map(name -> prefix + name);
  }

  private static Instant since(Node node) {
    return Instant.ofEpochMilli(node.stat().getCtime());
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
