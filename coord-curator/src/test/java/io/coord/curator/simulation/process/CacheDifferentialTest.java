package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.membership.ServiceNodes;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import io.coord.curator.simulation.process.CacheSequence.Step;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The simulated cache reports what the real CuratorCache does: random sequences of changes, some of
 * them while there is no connection, are made in both worlds, and every report must be the same, in
 * the same order. 12 sequences by default; {@code -Ddiff.caches=1000} for more.
 */
@Timeout(600)
class CacheDifferentialTest {

  private static final int ROUNDS = 3; // an event, the read that follows it, and its reply

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);
  private TcpProxy proxy;
  private CuratorFramework client;
  private CuratorFramework changer;
  private SessionMonitor monitor;

  @BeforeEach
  void connect() throws InterruptedException {
    proxy = zk.proxy();
    client = zk.clients().started(zk.clients().builder(proxy.connectString()));
    changer = zk.clients().started(zk.clients().builder(zk.server().connectString()));
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    monitor = SessionMonitor.follow(client, new ConnectionStateMachine(threads.callbacks()));
  }

  @AfterEach
  void close() {
    proxy.restore();
    monitor.close();
    threads.close();
  }

  @Test
  void theSimulatedCacheReportsWhatTheRealOneDoes() throws Exception {
    long sequences = Long.getLong("diff.caches", 12);
    for (long seed = 0; seed < sequences; seed++) {
      CacheSequence sequence = new CacheSequence(seed);
      assertThat(new SimulatedCacheRun(sequence).reports())
          .as("what the simulated cache reports, seed %d: %s", seed, sequence.steps())
          .isEqualTo(real(sequence));
    }
  }

  private List<String> real(CacheSequence sequence) throws Exception {
    Connection connection = new Connection(client, monitor, threads, Duration.ofSeconds(5));
    ReportList reports = new ReportList();
    var watch =
        new ServiceNodes(connection, true).open(sequence.root()).watch(Runnable::run, reports);
    changer.create().creatingParentsIfNeeded().forPath(sequence.root());
    watch.start();
    awaitRoot(reports);
    for (Step step : sequence.steps()) {
      take(step, reports);
    }
    watch.close();
    Awaitility.await().until(() -> zk.server().watchCount() == 0);
    return reports.lines();
  }

  private void take(Step step, ReportList reports) throws Exception {
    switch (step.kind()) {
      case CUT -> {
        proxy.cut();
        Awaitility.await().until(() -> !client.getZookeeperClient().isConnected());
      }
      case RESTORE -> {
        reports.expectRoot();
        proxy.restore();
        awaitRoot(reports);
      }
      default -> change(step);
    }
    if (client.getZookeeperClient().isConnected()) {
      settle();
    }
  }

  private void awaitRoot(ReportList reports) throws Exception {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(reports::hasRoot);
    settle();
  }

  /** What was sent before has arrived, and what followed from that. */
  private void settle() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      CountDownLatch answered = new CountDownLatch(1);
      client.checkExists().inBackground((same, event) -> answered.countDown()).forPath("/");
      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void change(Step step) throws Exception {
    try {
      switch (step.kind()) {
        case CREATE -> changer.create().forPath(step.path(), step.data());
        case WRITE -> changer.setData().forPath(step.path(), step.data());
        case DELETE -> changer.delete().forPath(step.path());
        default -> changer.transaction().forOperations(delete(step), create(step));
      }
    } catch (KeeperException e) {
      // The same is refused in the other world.
    }
  }

  private CuratorOp delete(Step step) throws Exception {
    return changer.transactionOp().delete().forPath(step.path());
  }

  private CuratorOp create(Step step) throws Exception {
    return changer.transactionOp().create().forPath(step.path(), step.data());
  }
}
