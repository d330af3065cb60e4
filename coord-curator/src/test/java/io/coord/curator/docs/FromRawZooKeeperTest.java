package io.coord.curator.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.InstanceCodec;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/from-raw-zookeeper.md: three programs by hand, and the same with Coord. */
@Timeout(60)
class FromRawZooKeeperTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  private final BlockingQueue<List<String>> printed = new LinkedBlockingQueue<>();
  private String connectString;

  @BeforeEach
  void makeParents() throws Exception {
    connectString = zk.server().connectString();
    ZooKeeper zooKeeper = session();
    if (zooKeeper.exists("/locks/orders", false) != null) {
      zooKeeper.delete("/locks/orders", -1); // a lock of Coord's, which is no contender by hand
    }
    for (String parent : List.of("/servers", "/locks")) {
      if (zooKeeper.exists(parent, false) == null) {
        zooKeeper.create(parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      }
    }
  }

  private ZooKeeper session() throws IOException {
    return zk.closing(new ZooKeeper(connectString, 20_000, event -> {}));
  }

  private Coordination tutorial() {
    return zk.closing(tutorial(connectString));
  }

  static Coordination tutorial(String connectString) {
    return CuratorCoordination.builder(connectString)
        .serviceRoot("/")
        .instanceCodec(InstanceCodec.plainText())
        .connect();
  }

  // The server

  static String registerByHand(ZooKeeper zooKeeper, String hostname) throws Exception {
    return zooKeeper.create(
        "/servers/" + hostname,
        hostname.getBytes(UTF_8),
        Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL_SEQUENTIAL);
  }

  static void register(Coordination coordination) throws InterruptedException {
    coordination
        .registry()
        .register(ServiceInstance.builder("servers").id("hadoop102").address("hadoop102").build());
  }

  @Test
  void aRestartedServerIsThereTwiceByHandAndOnceWithCoord() throws Exception {
    registerByHand(session(), "hadoop102");
    registerByHand(session(), "hadoop102"); // the first session has not expired yet
    Membership servers = zk.closing(tutorial().registry().watch("servers"));
    await().until(() -> servers.snapshot().instances().size() == 2);
    assertThat(servers.snapshot().instances())
        .extracting(ServiceInstance::address)
        .containsOnly("hadoop102");

    register(tutorial());
    register(tutorial());

    await().until(() -> servers.snapshot().find("hadoop102").isPresent());
    assertThat(servers.snapshot().instances()).hasSize(3);
  }

  // The client

  static void listByHand(ZooKeeper zooKeeper, Consumer<List<String>> output)
      throws KeeperException, InterruptedException {
    List<String> servers = new ArrayList<>();
    for (String child : zooKeeper.getChildren("/servers", event -> listAgain(zooKeeper, output))) {
      servers.add(new String(zooKeeper.getData("/servers/" + child, false, null), UTF_8));
    }
    output.accept(servers);
  }

  static void listAgain(ZooKeeper zooKeeper, Consumer<List<String>> output) {
    try {
      listByHand(zooKeeper, output);
    } catch (KeeperException | InterruptedException e) {
      output.accept(List.of()); // no watch is left: this client sees no further change
    }
  }

  static Membership list(Coordination coordination, Consumer<List<String>> output) {
    return coordination
        .registry()
        .watch(
            "servers",
            change ->
                output.accept(
                    change.snapshot().instances().stream().map(ServiceInstance::address).toList()));
  }

  @Test
  void bothListServersThatAHandMade() throws Exception {
    listByHand(session(), printed::add);
    assertThat(printed.take()).isEmpty();
    String node = registerByHand(session(), "hadoop103");
    assertThat(printed.take()).containsExactly("hadoop103");
    session().delete(node, -1);
    assertThat(printed.take()).isEmpty();

    zk.closing(list(tutorial(), printed::add));
    registerByHand(session(), "hadoop104");
    await().until(() -> printed.contains(List.of("hadoop104")));
  }

  // The lock

  static String lockByHand(ZooKeeper zooKeeper) throws Exception {
    String mine =
        zooKeeper.create(
            "/locks/seq-", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    List<String> queue = zooKeeper.getChildren("/locks", false).stream().sorted().toList();
    int place = queue.indexOf(mine.substring("/locks/".length()));
    if (place > 0) {
      CountDownLatch gone = new CountDownLatch(1);
      zooKeeper.getData("/locks/" + queue.get(place - 1), event -> gone.countDown(), null);
      gone.await();
    }
    return mine; // to unlock: zooKeeper.delete(mine, -1)
  }

  @Test
  void aContenderThatGivesUpMakesTwoHoldersByHand() throws Exception {
    String first = lockByHand(session());
    ZooKeeper givesUp = session();
    String second =
        givesUp.create(
            "/locks/seq-", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    ZooKeeper other = session();
    CompletableFuture<String> third = CompletableFuture.supplyAsync(() -> lockUnchecked(other));
    await().until(() -> zk.server().watchedPaths().contains(second));

    givesUp.delete(second, -1);

    assertThat(third.get(30, TimeUnit.SECONDS)).isNotEqualTo(first);
    assertThat(session().exists(first, false)).as("the first still holds it").isNotNull();
  }

  private static String lockUnchecked(ZooKeeper zooKeeper) {
    try {
      return lockByHand(zooKeeper);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static void lock(Coordination coordination, Runnable work) throws InterruptedException {
    try (Lease lease = coordination.lock("orders").acquire()) {
      lease.ensureHeld();
      work.run();
    }
  }

  @Test
  void aContenderThatGivesUpChangesNothingWithCoord() throws Exception {
    CountDownLatch works = new CountDownLatch(1);
    try (Lease first = tutorial().lock("orders").acquire()) {
      CompletableFuture<Lease> second = tutorial().lock("orders").acquireAsync();
      CompletableFuture<Void> third =
          CompletableFuture.runAsync(() -> lockUnchecked(tutorial(), works));
      await().until(() -> tutorialQueue() == 3);

      second.cancel(true);
      await().until(() -> tutorialQueue() == 2);

      assertThat(works.getCount()).as("the third still waits").isEqualTo(1);
      first.close();
      third.get(30, TimeUnit.SECONDS);
      assertThat(works.getCount()).isZero();
    }
  }

  private long tutorialQueue() {
    return zk.server().ephemerals().stream().filter(path -> path.contains("/orders/")).count();
  }

  private static void lockUnchecked(Coordination coordination, CountDownLatch works) {
    try {
      lock(coordination, works::countDown);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
