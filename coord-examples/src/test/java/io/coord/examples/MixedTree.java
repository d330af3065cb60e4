package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;

/** A ZooKeeper with nodes of Coord, InterProcessMutex, curator-x-discovery and zkCli. */
final class MixedTree implements AutoCloseable {

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final EmbeddedZooKeeper zooKeeper;
  private final ZooKeeper raw;

  private MixedTree() throws Exception {
    zooKeeper = EmbeddedZooKeeper.start();
    open.push(zooKeeper);
    RawClient client = RawClient.connect(zooKeeper.connectString(), Duration.ofSeconds(30));
    open.push(client);
    raw = client.zooKeeper();
  }

  static MixedTree write() throws Exception {
    MixedTree tree = new MixedTree();
    tree.byCoord();
    tree.byCurator();
    tree.byHand();
    return tree;
  }

  String connectString() {
    return zooKeeper.connectString();
  }

  ZooKeeper raw() {
    return raw;
  }

  void create(String path, String data) throws Exception {
    create(path, CreateMode.PERSISTENT, data);
  }

  private void create(String path, CreateMode mode, String data) throws Exception {
    raw.create(path, data.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, mode);
  }

  private void byCoord() throws Exception {
    Coordination first = coord("first");
    first
        .registry()
        .register(
            io.coord.registry.ServiceInstance.builder("orders")
                .id("a/1")
                .address("10.0.0.1")
                .port(8080)
                .metadata("zone", "north")
                .build());
    open.push(first.lock("jobs/42").acquire());
    CompletableFuture<?> waiting = coord("second").lock("jobs/42").acquireAsync();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> raw.getChildren("/locks/jobs%2F42", false).size() == 2);
    assertThat(waiting).isNotDone();
  }

  private Coordination coord(String label) {
    Coordination coordination =
        CuratorCoordination.builder(connectString()).ownerLabel(label).connect();
    open.push(coordination);
    return coordination;
  }

  private void byCurator() throws Exception {
    CuratorFramework curator =
        CuratorFrameworkFactory.newClient(connectString(), new RetryForever(100));
    open.push(curator);
    curator.start();
    new InterProcessMutex(curator, "/locks/batch").acquire();

    ServiceDiscovery<Void> discovery =
        ServiceDiscoveryBuilder.builder(Void.class).client(curator).basePath("/services").build();
    open.push(discovery);
    discovery.start();
    discovery.registerService(
        ServiceInstance.<Void>builder()
            .name("orders")
            .id("b2")
            .address("10.0.0.2")
            .port(81)
            .build());
  }

  private void byHand() throws Exception {
    create("/services/raw", "");
    create("/services/raw/zz", "\u001b[31m red");
    create("/locks/nested", "");
    create("/locks/nested/batch", "");
    create("/locks/nested/batch/seq-", CreateMode.EPHEMERAL_SEQUENTIAL, "by hand");
    create("/locks/unused", "");
    Program zkCli = Program.zooKeeperCommandLine(connectString());
    open.push(zkCli);
    zkCli.type("create -e -s /services/raw/hadoop10 \"hadoop102\"");
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> raw.exists("/services/raw/hadoop100000000001", false) != null);
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
