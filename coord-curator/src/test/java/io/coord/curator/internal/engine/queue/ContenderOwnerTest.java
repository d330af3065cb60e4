package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.Stats;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.LockHost;
import io.coord.curator.internal.engine.lock.NoOpBackend;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.queue.ContenderDriver.NodeGoneException;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.zookeeper.lock.QueueRequests;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.LockOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A mutex that is first in the queue holds the lock only by a node of its session (hazard L1). */
@Timeout(180)
class ContenderOwnerTest {

  private static final String PARENT = "/locks/orders";

  @RegisterExtension static final ZkTest zk = new ZkTest(10_000);

  private LockHost host;
  private SessionProof proof;
  private ContenderDriver driver;

  @BeforeEach
  void connect() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    proof = new SessionProof(host.connection, System::nanoTime, () -> {});
    driver =
        new ContenderDriver(
            host.connection,
            proof,
            new PendingDeletions(host.connection),
            new ProcessLock("orders", LockOptions.defaults(), new NoOpBackend()),
            new LockPath(PARENT),
            new Attempt(0));
  }

  @AfterEach
  void proveNoMore() {
    proof.close();
  }

  private void queue(long owner) {
    NodeStat stat = Stats.ephemeral(0, 0, 0, owner);
    QueueRequests requests =
        new QueueRequests(
            host.connection.zooKeeper(),
            Runnable::run,
            PARENT,
            new QueueLength(PARENT, System::nanoTime));
    driver.onQueued(new ContenderCreation(requests), new Entry("lock-1", stat, null));
  }

  private boolean getsTheLock() throws Exception {
    return driver.getsTheLock(host.client, List.of("lock-1"), "lock-1", 1).getsTheLock();
  }

  @Test
  void theFirstOneHoldsIt() throws Exception {
    queue(host.session());

    assertThat(getsTheLock()).isTrue();
  }

  @Test
  void notByTheNodeOfAnotherSession() {
    queue(host.session() + 1);

    assertThatThrownBy(this::getsTheLock).isInstanceOf(NodeGoneException.class);
  }

  /** Curator has another handle by then, and lists the queue with that. */
  @Test
  void notByTheNodeOfAHandleThatWasClosed() throws Exception {
    queue(host.session());

    host.client.getZookeeperClient().getZooKeeper().close();

    assertThat(driver.isAmong(List.of("lock-1"))).isFalse();
    assertThatThrownBy(this::getsTheLock).isInstanceOf(NodeGoneException.class);
  }
}
