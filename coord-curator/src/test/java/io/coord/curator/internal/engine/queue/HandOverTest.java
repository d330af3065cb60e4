package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.Stats;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Time;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes to a contender between ZooKeeper's answer and what is made of it. */
@Timeout(180)
class HandOverTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  /**
   * Another program's code holds ZooKeeper's thread up, and Curator replaces the handle meanwhile.
   */
  @Test
  void anAnswerOfAHandleThatWasClosedGrantsNothing() throws Exception {
    CuratorFramework client = zk.client();
    LockHost host = zk.closing(LockHost.over(client));
    DistributedLock lock = host.lock("orders");
    lock.acquire().close();
    zk.awaitEphemerals(0);
    ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
    CountDownLatch goOn = new CountDownLatch(1);
    handle.exists("/", false, (rc, path, context, stat) -> await(goOn), null);
    RequestCounts before = zk.server().requests();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    Awaitility.await()
        .until(() -> zk.server().requests().since(before).of(OpCode.getChildren2) == 1);
    zk.awaitEphemerals(1);
    client.getZookeeperClient().reset(); // as Curator replaces it: the session ends at once
    Lease theirs = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();

    goOn.countDown();

    Awaitility.await().until(() -> waiting.isDone() || zk.server().ephemerals().size() == 2);
    assertThat(waiting).as("granted while another process holds the lock").isNotDone();
    theirs.close();
    try (Lease lease = waiting.get(30, TimeUnit.SECONDS)) {
      assertThat(lease.fencingToken()).isGreaterThan(theirs.fencingToken());
    }
  }

  /** Interrupted while it is asked whether it may wait, as by an engine's thread. */
  @Test
  void whatWasInterruptedMeanwhileIsNotKeptProven() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    String path = host.client.create().creatingParentsIfNeeded().forPath("/locks/orders/lock-1");
    Attempt attempt = new Attempt();
    AtomicInteger proofs = new AtomicInteger();
    try (SessionProof proof =
        new SessionProof(host.connection, System::nanoTime, proofs::incrementAndGet)) {
      QueueBackends backends =
          new QueueBackends(
              host.connection, new LockQueues(host.connection), proof, LockHost.ROOT, new byte[0]);
      LockPath parent = backends.path("/locks/orders");
      OwnContender own = new OwnContender(backends, attempt, parent, new byte[0]);
      QueuePort queue = backends.queues().open(parent);
      long czxid = zk.server().stat(path).getCzxid();
      NodeStat stat = Stats.ephemeral(czxid, czxid, 0, host.session());
      own.onQueued(
          new ContenderCreation(queue, UUID.randomUUID(), 0, backends.nanoTime()),
          new Entry("lock-1", stat, null));
      assertThat(attempt.beginWait(own::stopProving)).isTrue();
      attempt.cancel();

      own.keepProven();

      Time.passMillis(zk.sessionTimeoutMillis() / 6 * 3 / 2); // a round is due
      assertThat(proofs).as("rounds with something to prove").hasValue(0);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
