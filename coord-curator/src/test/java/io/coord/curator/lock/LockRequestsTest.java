package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.UnavailableException;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the lock costs, counted at the server. The session timeout is 10 s. */
@Timeout(240)
class LockRequestsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private LockHost host;
  private RequestCounts before;

  @BeforeEach
  void warm() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    host.lock("orders").acquire().close(); // the parents are there from now on
  }

  private void count() {
    before = zk.server().requests();
  }

  private static void awaitWatches(int count) {
    Awaitility.await().until(() -> zk.server().watchCount() == count);
  }

  private RequestCounts counted() {
    return zk.server().requests().since(before);
  }

  /**
   * But for what time brings: the proof, the watch of a node that lives for 250 ms, and sessions of
   * other clients. On a machine that stands still that comes in between anywhere.
   */
  private static long asked(RequestCounts counts) {
    return counts.total()
        - counts.of(OpCode.multi)
        - counts.of(OpCode.getData)
        - counts.of(OpCode.createSession)
        - counts.of(OpCode.closeSession);
  }

  @Test
  void anUncontendedAcquireIsTwoRequestsAndItsReleaseOne() throws Exception {
    DistributedLock lock = host.lock("orders");
    long cheapest = Long.MAX_VALUE;

    for (int i = 0; i < 20; i++) {
      count();
      Lease lease = lock.acquire();
      RequestCounts acquired = counted();
      lease.close();
      RequestCounts released = counted();

      assertThat(asked(acquired)).as("%s", acquired).isEqualTo(2);
      assertThat(acquired.of(OpCode.create2)).isEqualTo(1);
      assertThat(acquired.of(OpCode.getChildren2)).isEqualTo(1);
      assertThat(asked(released)).as("%s", released).isEqualTo(3);
      assertThat(released.of(OpCode.delete)).isEqualTo(1);
      cheapest = Math.min(cheapest, released.total());
    }
    assertThat(cheapest).as("with all that belongs to it").isEqualTo(3);
  }

  @Test
  void anUncontendedAcquireIsOneRoundTrip() throws Exception {
    TcpProxy proxy = zk.proxy();
    host = zk.closing(LockHost.over(zk.clients().connected(proxy.connectString())));
    DistributedLock lock = host.lock("orders");
    lock.acquire().close();
    count();
    proxy.loseAnswers();

    CompletableFuture<Lease> acquired = lock.acquireAsync();

    // The list was asked for though the creation has not been answered.
    Awaitility.await().until(() -> counted().of(OpCode.getChildren2) == 1);
    assertThat(acquired).isNotDone();
    proxy.cut();
    proxy.restore();
    acquired.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void reentryIsNoRequest() throws Exception {
    DistributedLock lock = host.lock("orders");
    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      count();
      for (int i = 0; i < 1000; i++) {
        lock.acquire().close();
      }
      awaitWatches(1);
      assertThat(asked(counted())).as("%s", counted()).isZero();
      assertThat(counted().of(OpCode.getData))
          .as("the watch of its own node")
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aHandOverFromThreadToThreadIsNoRequest() throws Exception {
    DistributedLock lock = host.lock("orders");
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    Lease lease = lock.acquire();
    count();
    for (int i = 0; i < 10; i++) {
      waiting.add(lock.acquireAsync());
    }
    lease.close();
    for (CompletableFuture<Lease> future : waiting.subList(0, 9)) {
      future.get(30, TimeUnit.SECONDS).close();
    }
    waiting.get(9).get(30, TimeUnit.SECONDS);

    // The child watch of the second grant, and perhaps the watch of the own node.
    Awaitility.await().until(() -> counted().of(OpCode.getChildren2) == 1);
    assertThat(asked(counted())).as("%s", counted()).isEqualTo(1);
    assertThat(counted().of(OpCode.getData)).isLessThanOrEqualTo(1);
    assertThat(counted().of(OpCode.create2) + counted().of(OpCode.delete)).isZero();
    waiting.get(9).join().close();
  }

  @Test
  void aWarmReacquireIsNoRequest() throws Exception {
    DistributedLock lock =
        host.lock("lingering", LockOptions.defaults().withLinger(Duration.ofMinutes(1)));
    lock.acquire().close();
    awaitWatches(2); // of the children, and of the own node
    count();

    for (int i = 0; i < 3000; i++) {
      lock.acquire().close();
    }

    RequestCounts counted = counted();
    assertThat(asked(counted) + counted.of(OpCode.getData)).as("%s", counted).isZero();
  }

  @Test
  void aFailedTryIsThreeRequestsAndLeavesNoWatch() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    try (Lease lease = other.lock("orders").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      awaitWatches(1); // the holder's, of its own node
      int watches = zk.server().watchCount();
      for (int i = 0; i < 20; i++) {
        count();
        assertThat(host.lock("orders").tryAcquire()).isEmpty();
        zk.awaitEphemerals(1);
        assertThat(asked(counted()) + counted().of(OpCode.getData))
            .as("%s", counted())
            .isLessThanOrEqualTo(3);
      }
      assertThat(zk.server().watchCount()).isEqualTo(watches);
    }
  }

  @Test
  void attemptsThatTimeOutLeaveNoWatch() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    try (Lease lease = other.lock("orders").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      awaitWatches(1);
      int watches = zk.server().watchCount();
      for (int i = 0; i < 200; i++) {
        tryFor(Duration.ofMillis(i % 25));
      }
      zk.awaitEphemerals(1);
      // ZooKeeper removes a single watcher in the client only: the server keeps one per session and
      // path, which goes with the predecessor.
      assertThat(zk.server().watchCount()).isLessThanOrEqualTo(watches + 1);
      Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(host.client, zk.server()));
    }
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().watchCount()).isZero());
  }

  private void tryFor(Duration wait) throws InterruptedException {
    try {
      assertThat(host.lock("orders").tryAcquire(wait)).isEmpty();
    } catch (UnavailableException e) {
      // The time was not enough to ask.
    }
  }

  @Test
  void queueingBehindAnotherIsThreeRequestsAndBeingGrantedOne() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    Lease lease = other.lock("orders").acquire();
    awaitWatches(1);
    count();
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    Awaitility.await().until(() -> counted().of(OpCode.getData) == 1);
    assertThat(asked(counted())).as("%s", counted()).isEqualTo(2); // create, getChildren

    lease.close();
    Lease next = waiting.get(30, TimeUnit.SECONDS);

    assertThat(asked(counted())).as("%s", counted()).isEqualTo(4); // delete, getChildren
    next.close();
  }

  @Test
  void theProofIsOneRequestPerSixthOfTheSessionTimeoutAndNoneWhenNothingIsHeld() throws Exception {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      leases.add(host.lock("lock " + i).acquire());
    }
    Awaitility.await().until(() -> zk.server().watchCount() == 50);
    long start = System.nanoTime();
    count();
    Awaitility.await().until(() -> counted().of(OpCode.multi) >= 4);
    RequestCounts held = counted();
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    Duration sixth = Duration.ofMillis(zk.sessionTimeoutMillis() / 6);
    assertThat(held.of(OpCode.multi)).isLessThanOrEqualTo(time.dividedBy(sixth) + 1);
    assertThat(asked(held) + held.of(OpCode.getData)).as("%s", held).isZero();

    leases.forEach(Lease::close);
    zk.awaitEphemerals(0);
    // The last round of the proof may be on its way; after that there is silence.
    zk.awaitSilence(sixth.multipliedBy(2));
  }
}
