package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.Stats;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.queue.MutexSteps.Place;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.ZkTest;
import java.util.List;
import java.util.UUID;
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
  private QueueBackends backends;
  private final Attempt attempt = new Attempt();
  private OwnContender own;

  @BeforeEach
  void connect() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    proof = new SessionProof(host.connection, System::nanoTime, () -> {});
    backends =
        new QueueBackends(
            host.connection, new LockQueues(host.connection), proof, LockHost.ROOT, new byte[0]);
    own = new OwnContender(backends, attempt, backends.path(PARENT), new byte[0]);
  }

  @AfterEach
  void proveNoMore() {
    proof.close();
  }

  private void queue(long owner) {
    NodeStat stat = Stats.ephemeral(0, 0, 0, owner);
    QueuePort queue = backends.queues().open(backends.path(PARENT));
    own.onQueued(
        new ContenderCreation(queue, UUID.randomUUID(), 0, backends.nanoTime()),
        new Entry("lock-1", stat, null));
  }

  private Place place() {
    return new MutexQueueing(attempt, own, () -> {}, outcome -> {}).place(List.of("lock-1"));
  }

  @Test
  void theFirstOneHoldsIt() {
    queue(host.session());

    assertThat(place()).isEqualTo(Place.FIRST);
  }

  @Test
  void notByTheNodeOfAnotherSession() {
    queue(host.session() + 1);

    assertThat(place()).isEqualTo(Place.GONE);
  }

  /** Curator has another handle by then, and lists the queue with that. */
  @Test
  void notByTheNodeOfAHandleThatWasClosed() throws Exception {
    queue(host.session());

    host.client.getZookeeperClient().getZooKeeper().close();

    assertThat(own.node().isAmong(List.of("lock-1"))).isFalse();
    assertThat(place()).isEqualTo(Place.GONE);
  }
}
