package io.coord.examples.inspect;

import io.coord.curator.InstanceCodec;
import io.coord.examples.inspect.Inventory.Contender;
import io.coord.examples.inspect.Inventory.Election;
import io.coord.examples.inspect.Inventory.Lock;
import io.coord.examples.inspect.Inventory.Member;
import io.coord.examples.inspect.Inventory.Service;
import io.coord.examples.inspect.Nodes.Children;
import io.coord.examples.inspect.Nodes.Node;
import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds services, locks and elections below their roots. It reads nodes instead of calling Coord's
 * API, because operators also want what the API does not offer: which session owns a node, and
 * since when.
 */
final class TreeReader {

  private static final String ZOOKEEPERS_OWN = "/zookeeper";

  private final Nodes nodes;
  private final Roots roots;
  private final InstanceCodec codec = InstanceCodec.discoveryJson();

  TreeReader(Nodes nodes, Roots roots) {
    this.nodes = nodes;
    this.roots = roots;
  }

  Inventory read() throws InterruptedException {
    return new Inventory(services(), locks(), elections());
  }

  private List<Service> services() throws InterruptedException {
    List<String> services = childrenOf(roots.services());
    List<Children> members = nodes.children(services);
    Map<String, Node> found = nodes.byPath(members.stream().flatMap(Children::paths).toList());
    return members.stream()
        .map(
            service -> {
              String name = NodeNames.decode(NodeNames.last(service.path()));
              return new Service(
                  name,
                  service.path(),
                  service
                      .paths()
                      .flatMap(path -> Stream.ofNullable(found.get(path)))
                      .map(node -> member(name, node))
                      .sorted(Comparator.comparing(Member::id))
                      .toList());
            })
        .toList();
  }

  private List<Election> elections() throws InterruptedException {
    return new ElectionReader(nodes).read(childrenOf(roots.elections()));
  }

  private List<String> childrenOf(String root) throws InterruptedException {
    return nodes.children(List.of(root)).stream()
        .flatMap(Children::paths)
        .filter(path -> !path.equals(ZOOKEEPERS_OWN) && !roots.isOneOf(path))
        .sorted()
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
    return new Member(id, address, port, metadata, node.since(), node.session());
  }

  /** Finds the nodes with contenders. With InterProcessMutex, there may be locks below locks. */
  private List<Lock> locks() throws InterruptedException {
    List<Children> locks = new ArrayList<>();
    List<Children> level = nodes.children(List.of(roots.locks()));
    while (!level.isEmpty()) {
      List<String> below = new ArrayList<>();
      for (Children node : level) {
        boolean contended = node.names().stream().anyMatch(NodeNames::isContender);
        if (contended || (node.names().isEmpty() && !node.path().equals(roots.locks()))) {
          locks.add(node);
        }
        node.paths()
            .filter(path -> !NodeNames.isContender(path) && !isNoLock(path))
            .forEach(below::add);
      }
      level = nodes.children(below);
    }
    List<String> contenders =
        locks.stream().flatMap(Children::paths).filter(NodeNames::isContender).toList();
    Map<String, Node> found = nodes.byPath(contenders);
    return locks.stream()
        .sorted(Comparator.comparing(Children::path))
        .map(lock -> lock(lock, found))
        .toList();
  }

  private boolean isNoLock(String path) {
    return path.equals(ZOOKEEPERS_OWN) || path.equals(roots.elections());
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
    return new Contender(node.text(), node.name(), node.since(), node.session());
  }

  private String lockName(String path) {
    if (path.equals(roots.locks())) {
      return path;
    }
    int start = roots.locks().equals("/") ? 1 : roots.locks().length() + 1;
    return NodeNames.decode(path.substring(start));
  }
}
