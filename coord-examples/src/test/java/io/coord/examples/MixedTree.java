package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.election.LeaderElection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;

/** A ZooKeeper with nodes of Coord, InterProcessMutex, curator-x-discovery and zkCli. */
final class MixedTree implements AutoCloseable {

  private static final String ELECTION = "jobs/7";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final EmbeddedZooKeeper zooKeeper;
  private final ZooKeeper raw;
  private long epoch;

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
    Coordination second = coord("second");
    CompletableFuture<?> waiting = second.lock("jobs/42").acquireAsync();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> raw.getChildren("/locks/jobs%2F42", false).size() == 2);
    assertThat(waiting).isNotDone();
    electionByCoordAndCurator(first, second, curator());
  }

  /** Two candidates of Coord, one of whose addresses is hostile, and a LeaderSelector. */
  private void electionByCoordAndCurator(
      Coordination first, Coordination second, CuratorFramework curator) throws Exception {
    LeaderElection election = first.election(ELECTION);
    stand(first, "north/1", "10.0.0.1", 1);
    epoch = election.leader().orElseThrow().epoch();
    stand(second, "south", "\u001b[31m red", 2);
    LeaderSelector old =
        new LeaderSelector(
            curator,
            "/elections/jobs%2F7",
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework client) {}
            });
    open.push(old);
    old.setId("by curator");
    old.start();
    awaitCandidates(3);
  }

  private void stand(Coordination process, String id, String address, int place) {
    process
        .election(ELECTION)
        .stand(
            io.coord.registry.ServiceInstance.builder("jobs")
                .id(id)
                .address(address)
                .port(80)
                .build(),
            term -> term.awaitStop(Duration.ofMinutes(10)));
    awaitCandidates(place);
  }

  private void awaitCandidates(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(NoNodeException.class)
        .until(() -> raw.getChildren("/elections/jobs%2F7", false).size() == count);
  }

  /** {@return the epoch that the leader has, by Coord's own reading} */
  long epoch() {
    return epoch;
  }

  private Coordination coord(String label) {
    Coordination coordination =
        CuratorCoordination.builder(connectString()).ownerLabel(label).connect();
    open.push(coordination);
    return coordination;
  }

  private void byCurator() throws Exception {
    CuratorFramework curator = curator();
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

  private CuratorFramework curator() {
    CuratorFramework curator =
        CuratorFrameworkFactory.newClient(connectString(), new RetryForever(100));
    open.push(curator);
    curator.start();
    return curator;
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
