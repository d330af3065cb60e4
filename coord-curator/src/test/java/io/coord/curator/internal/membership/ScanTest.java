package io.coord.curator.internal.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.membership.BulkReader.Node;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.session.SessionMonitor;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.testing.RequestCounts;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked for when, and how it ends. Its steps are taken one by one. */
@Timeout(60)
class ScanTest {

  private static final String SERVICE = "/services/servers";
  private static final int MEMBERS = 80;
  private static final int BYTES = 2_000; // so that no more than 22 fit into one answer
  private static final int JUTE_MAXBUFFER = 64 * 1024;

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
  private final Taken taken = new Taken();
  private final Threads threads = new Threads();
  private CuratorFramework admin;
  private TcpProxy proxy;
  private SessionMonitor monitor;
  private RequestCounts before;

  @BeforeEach
  void startAndTakeTheList() throws Exception {
    admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath(SERVICE);
    for (int i = 0; i < MEMBERS; i++) {
      admin.create().forPath(SERVICE + "/" + name(i), new byte[BYTES]);
    }
    proxy = zk.proxy();
    CuratorFramework client =
        zk.clients().startedWithJuteMaxBuffer(proxy.connectString(), JUTE_MAXBUFFER);
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    monitor = SessionMonitor.follow(client, Runnable::run);
    Connection connection = new Connection(client, monitor, threads, Duration.ofSeconds(5));
    before = zk.server().requests();
    new Scan(new BulkReader(connection, SERVICE), steps::add, taken).start();
    step();
  }

  @AfterEach
  void deleteAll() throws Exception {
    monitor.close();
    threads.close();
    proxy.restore();
    admin.delete().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @Test
  void theFirstBatchIsAloneAndThenTwoAreUnderWay() throws Exception {
    awaitReads(1);
    step();

    awaitReads(3);
    assertThat(taken.names).hasSize(15);
    step();
    awaitReads(4);
  }

  @Test
  void allAreTakenOnceAndInOrder() throws Exception {
    while (taken.ends.isEmpty()) {
      step();
    }

    assertThat(taken.ends).containsExactly("complete");
    assertThat(taken.names)
        .containsExactlyElementsOf(IntStream.range(0, MEMBERS).mapToObj(ScanTest::name).toList());
    assertThat(steps).isEmpty();
  }

  @Test
  void aConnectionLostWithTwoBatchesUnderWayIsOneFailure() throws Exception {
    Runnable first = next();
    proxy.freeze();
    first.run();
    proxy.cut();
    step();
    step();

    assertThat(taken.ends).containsExactly("CONNECTIONLOSS");
    assertThat(taken.names).hasSize(15);
  }

  private void step() throws InterruptedException {
    next().run();
  }

  private Runnable next() throws InterruptedException {
    Runnable step = steps.poll(30, TimeUnit.SECONDS);
    assertThat(step).as("a reply").isNotNull();
    return step;
  }

  /** So many batches, and no more. */
  private void awaitReads(int count) {
    Awaitility.await()
        .during(Duration.ofMillis(200))
        .until(() -> zk.server().requests().since(before).of(OpCode.multiRead) == count);
  }

  private static String name(int number) {
    return "m%02d".formatted(number);
  }

  /** What a scan tells. */
  private static final class Taken implements Scan.Target {
    private final List<String> names = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    @Override
    public void onList(List<String> children, Stat parent) {}

    @Override
    public void onNode(Node node) {
      assertThat(node.code()).isEqualTo(Code.OK);
      names.add(node.name());
    }

    @Override
    public void onComplete() {
      ends.add("complete");
    }

    @Override
    public void onFailure(Code code, boolean listing) {
      ends.add(code.toString());
    }
  }
}
