package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.membership.ServiceNodes;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
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
  private static final int BYTES = 2_000; // so that no more than 31 fit into one answer
  private static final int JUTE_MAXBUFFER = 64 * 1024;

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
  private final KnownPath known = new KnownPath();
  private final Taken taken = new Taken();
  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);
  private CuratorFramework admin;
  private TcpProxy proxy;
  private SessionMonitor monitor;
  private BulkReader reader;
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
    monitor = SessionMonitor.follow(client, new ConnectionStateMachine(Runnable::run));
    Connection connection = new Connection(client, monitor, threads, Duration.ofSeconds(5));
    reader = new BulkReader(connection, new ServiceNodes(connection, true).open(SERVICE), known);
    scan();
  }

  @AfterEach
  void deleteAll() throws Exception {
    monitor.close();
    threads.close();
    proxy.restore();
    admin.delete().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @Test
  void sixteenOfThoseThatWereNotReadBeforeAreUnderWayOneByOne() throws Exception {
    awaitReads(OpCode.getData, 16);
    step();

    assertThat(taken.names).hasSize(1);
    awaitReads(OpCode.getData, 17);
  }

  @Test
  void theSecondTimeAFewAreReadFirstAndThenTwoBatchesAreUnderWay() throws Exception {
    takeAll();
    scan();

    awaitReads(OpCode.multiRead, 1);
    step();
    assertThat(taken.names).hasSize(3); // each may be eight times as large as it was
    awaitReads(OpCode.multiRead, 3);
    step();
    assertThat(taken.names).hasSize(14); // twice
    awaitReads(OpCode.multiRead, 4);
  }

  @Test
  void allAreTakenOnce() throws Exception {
    takeAll();

    assertThat(taken.ends).containsExactly("complete");
    assertThat(taken.names)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MEMBERS).mapToObj(ScanTest::name).toList());
    assertThat(steps).isEmpty();
    scan();
    takeAll();
    assertThat(taken.names).hasSize(MEMBERS).doesNotHaveDuplicates();
  }

  @Test
  void aConnectionLostWithSeveralRequestsUnderWayIsOneFailure() throws Exception {
    Runnable first = next();
    proxy.freeze();
    first.run();
    proxy.cut();
    takeAll();
    for (Runnable late = steps.poll(1, TimeUnit.SECONDS); late != null; late = steps.poll()) {
      late.run();
    }

    assertThat(taken.ends).containsExactly("CONNECTIONLOSS");
    assertThat(taken.names).hasSizeBetween(1, 17);
  }

  /** Starts one, and takes the list. */
  private void scan() throws InterruptedException {
    taken.names.clear();
    taken.ends.clear();
    before = zk.server().requests();
    new Scan(reader, steps::add, taken).start();
    step();
  }

  private void takeAll() throws InterruptedException {
    while (taken.ends.isEmpty()) {
      step();
    }
  }

  private void step() throws InterruptedException {
    next().run();
  }

  private Runnable next() throws InterruptedException {
    Runnable step = steps.poll(30, TimeUnit.SECONDS);
    assertThat(step).as("a reply").isNotNull();
    return step;
  }

  /** So many requests of that kind, and no more. */
  private void awaitReads(int kind, int count) {
    Awaitility.await()
        .during(Duration.ofMillis(200))
        .until(() -> zk.server().requests().since(before).of(kind) == count);
  }

  private static String name(int number) {
    return "m%02d".formatted(number);
  }

  /** What a scan tells. */
  private static final class Taken implements Scan.Target {
    private final List<String> names = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    @Override
    public void onList(List<String> children, NodeStat parent) {}

    @Override
    public void onNode(Child child) {
      assertThat(child.code()).isEqualTo(ReplyCode.OK);
      names.add(child.name());
    }

    @Override
    public void onComplete() {
      ends.add("complete");
    }

    @Override
    public void onFailure(ReplyCode code, boolean listing) {
      ends.add(code.toString());
    }
  }
}
