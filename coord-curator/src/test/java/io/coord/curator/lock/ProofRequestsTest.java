package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.test.internal.RequestCounts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the proof of the session costs, counted at the server, beside a contender of another program
 * that proves nothing. The session timeout is 10 s.
 */
@Timeout(240)
class ProofRequestsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private LockHost host;
  private DistributedLock lock;
  private CuratorFramework program;
  private RequestCounts before;
  private long start;

  @BeforeEach
  void connect() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    lock = host.lock("orders", LockOptions.defaults().withLinger(Duration.ofMinutes(5)));
    program = zk.client();
  }

  private void count() {
    before = zk.server().requests();
    start = System.nanoTime();
  }

  private RequestCounts counted() {
    return zk.server().requests().since(before);
  }

  private static Duration sixth() {
    return Duration.ofMillis(zk.sessionTimeoutMillis() / 6);
  }

  /** As many rounds as there were in the time, and one that was due. */
  private long rounds() {
    return Duration.ofNanos(System.nanoTime() - start).dividedBy(sixth()) + 1;
  }

  private String queueTheOther() throws Exception {
    host.lock("another").acquire().close(); // so that the root is there
    return program
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath("/locks/waited-for/their-lock-");
  }

  private CompletableFuture<Lease> queueBehind(String theirs) {
    CompletableFuture<Lease> waiting = host.lock("waited-for").acquireAsync();
    Awaitility.await().until(() -> zk.server().watchedPaths().contains(theirs));
    return waiting;
  }

  @Test
  void aQueuedProcessProvesItsSessionAndFallsSilentWhenItHasHadTheLock() throws Exception {
    String theirs = queueTheOther();
    CompletableFuture<Lease> waiting = queueBehind(theirs);
    count();

    Awaitility.await().until(() -> counted().of(OpCode.multi) >= 3);
    RequestCounts queued = counted();
    assertThat(queued.of(OpCode.multi)).isLessThanOrEqualTo(rounds());
    assertThat(queued.total()).as("%s", queued).isEqualTo(queued.of(OpCode.multi));

    program.delete().forPath(theirs);
    waiting.get(30, TimeUnit.SECONDS).close();
    zk.awaitSilence(sixth().multipliedBy(2));
  }

  @Test
  void aProcessThatHasGivenUpFallsSilent() throws Exception {
    String theirs = queueTheOther();
    CompletableFuture<Lease> waiting = queueBehind(theirs);

    waiting.cancel(false);

    zk.awaitEphemerals(1);
    zk.awaitSilence(sixth().multipliedBy(2));
    program.delete().forPath(theirs);
  }

  @Test
  void grantsWithinTheProcessAndQueriesOfALeaseAreNoRequests() throws Exception {
    lock.acquire().close();
    Awaitility.await().until(() -> zk.server().watchCount() == 2); // children, and own node
    count();

    for (int i = 0; i < 1_000; i++) {
      try (Lease outer = lock.acquire();
          Lease inner = lock.acquire()) {
        CompletableFuture<Lease> next = lock.acquireAsync();
        outer.isHeld();
        inner.state();
        inner.close();
        outer.close();
        next.get(30, TimeUnit.SECONDS).close();
      }
    }

    RequestCounts counted = counted();
    assertThat(counted.total()).as("%s", counted).isLessThanOrEqualTo(rounds());
  }
}
