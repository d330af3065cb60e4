package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.LeaseNotHeldException;
import io.coord.curator.internal.engine.queue.ContenderOrder;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import io.coord.test.internal.Sessions;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lease that is lost says so, and the lock goes on. The session timeout is 10 s. */
@Timeout(180)
class LockLossTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private LockHost host;
  private LockHost other;
  private DistributedLock lock;
  private final Told<LeaseState> told = new Told<>();

  @BeforeEach
  void connect() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    other = zk.closing(LockHost.over(zk.client()));
    lock = host.lock("orders");
  }

  private Lease acquireAndListen() throws InterruptedException {
    Lease lease = lock.acquire();
    lease.subscribe((same, state) -> told.accept(state));
    return lease;
  }

  private void assertLost(Lease lease, LossCause cause) throws Exception {
    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
    assertThat(lease.lossCause()).contains(cause);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.verify()).isFalse();
    assertThatThrownBy(lease::ensureHeld)
        .isInstanceOf(LeaseNotHeldException.class)
        .hasMessageContaining(cause.name());
    told.await(states -> states.contains(LeaseState.LOST));
    lease.close();
    assertThat(lease.state()).isEqualTo(LeaseState.LOST);
    assertThat(told.events()).filteredOn(LeaseState.LOST::equals).hasSize(1);
    assertThat(told.events()).doesNotContain(LeaseState.RELEASED);
    Told<LeaseState> late = new Told<>();
    lease.subscribe((same, state) -> late.accept(state));
    assertThat(late.awaitCount(1)).containsExactly(LeaseState.LOST);
  }

  @RepeatedTest(5)
  void anExpiredSessionLosesTheLeaseAndTheNextProcessGetsAGreaterToken() throws Exception {
    Lease lease = acquireAndListen();
    CompletableFuture<Lease> next = other.lock("orders").acquireAsync();
    CompletableFuture<Lease> mine = lock.acquireAsync();
    zk.awaitEphemerals(2);

    Sessions.expire(host.client);

    assertLost(lease, LossCause.SESSION_EXPIRED);
    Lease theirs = next.get(30, TimeUnit.SECONDS);
    assertThat(theirs.fencingToken()).isGreaterThan(lease.fencingToken());
    theirs.close();
    Lease again = mine.get(30, TimeUnit.SECONDS);
    assertThat(again.fencingToken()).isGreaterThan(theirs.fencingToken());
    assertThat(again.isHeld()).isTrue();
    again.close();
  }

  @Test
  void anExpiredSessionLosesAQueuedNodeAndTheWaiterQueuesAgain() throws Exception {
    Lease lease = other.lock("orders").acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    zk.awaitEphemerals(2);

    Sessions.expire(host.client);
    zk.awaitEphemerals(2);
    lease.close();

    Lease granted = waiting.get(30, TimeUnit.SECONDS);
    assertThat(granted.isHeld()).isTrue();
    granted.close();
  }

  @RepeatedTest(3)
  void aDeletedNodeLosesTheLease() throws Exception {
    Lease lease = acquireAndListen();
    CompletableFuture<Lease> waiting = lock.acquireAsync();

    other.client.delete().forPath(zk.server().ephemerals().get(0));

    assertLost(lease, LossCause.NODE_DELETED);
    Lease next = waiting.get(30, TimeUnit.SECONDS);
    assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    next.close();
  }

  @Test
  void aDeletedNodeIsNoticedEvenWithoutAListener() throws Exception {
    Lease lease = lock.acquire();

    other.client.delete().forPath(zk.server().ephemerals().get(0));

    Awaitility.await().until(() -> !lease.isHeld());
    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);
    lease.close();
  }

  @Test
  void aWaiterWhoseNodeIsDeletedQueuesAgain() throws Exception {
    Lease lease = other.lock("orders").acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    zk.awaitEphemerals(2);
    String queued = ContenderOrder.sorted(zk.server().ephemerals()).get(1);

    other.client.delete().forPath(queued);

    Awaitility.await()
        .until(
            () ->
                zk.server().ephemerals().size() == 2 && !zk.server().ephemerals().contains(queued));
    lease.close();
    waiting.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void aDeletedLockLosesTheLeaseAndTokensStillRiseThoughSequenceNumbersRestart() throws Exception {
    for (int i = 0; i < 5; i++) {
      lock.acquire().close();
    }
    Lease lease = acquireAndListen();
    String before = zk.server().ephemerals().get(0);

    other.client.delete().deletingChildrenIfNeeded().forPath(LockHost.ROOT + "/orders");

    assertLost(lease, LossCause.NODE_DELETED);
    try (Lease next = lock.acquire()) {
      String after = zk.server().ephemerals().get(0);
      assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
      // The control: a token made of the sequence number would have been accepted again.
      assertThat(ContenderOrder.sequence(after).orElseThrow())
          .isLessThan(ContenderOrder.sequence(before).orElseThrow());
    }
  }

  @RepeatedTest(3)
  void aDeletedLockLosesQueuedNodesTooAndEverybodyQueuesAgain() throws Exception {
    Lease lease = acquireAndListen();
    List<Long> tokens = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (DistributedLock each : List.of(lock, other.lock("orders"))) {
      waiting.add(
          each.acquireAsync()
              .thenAccept(
                  next -> {
                    tokens.add(next.fencingToken());
                    next.close();
                  }));
    }
    zk.awaitEphemerals(2);

    List<CuratorOp> deletes = new ArrayList<>();
    for (String contender : zk.server().ephemerals()) {
      deletes.add(other.client.transactionOp().delete().forPath(contender));
    }
    deletes.add(other.client.transactionOp().delete().forPath(LockHost.ROOT + "/orders"));
    other.client.transaction().forOperations(deletes);

    assertLost(lease, LossCause.NODE_DELETED);
    for (CompletableFuture<Void> each : waiting) {
      each.get(30, TimeUnit.SECONDS);
    }
    assertThat(tokens).hasSize(2).isSorted().doesNotHaveDuplicates();
    assertThat(tokens).allMatch(token -> token > lease.fencingToken());
  }

  @Test
  void aClosedClientLosesTheLeaseAndFailsTheWaiters() throws Exception {
    Lease lease = acquireAndListen();
    CompletableFuture<Lease> waiting = lock.acquireAsync();

    host.client.close();

    assertThat(lease.isHeld()).isFalse();
    assertLost(lease, LossCause.CLOSED);
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aThreadWithALostLeaseIsNotGrantedTheLockAgainBeforeItClosesIt() throws Exception {
    Lease lease = lock.acquire();
    Sessions.expire(host.client);
    Awaitility.await().until(() -> lease.state() == LeaseState.LOST);

    assertThatThrownBy(lock::acquire)
        .isInstanceOf(LeaseNotHeldException.class)
        .hasMessageContaining("LOST");
    assertThatThrownBy(lock::tryAcquire).isInstanceOf(LeaseNotHeldException.class);
    assertThatThrownBy(() -> lock.tryAcquire(Duration.ofSeconds(1)))
        .isInstanceOf(LeaseNotHeldException.class);
    lease.close();

    Lease again = lock.acquire();
    assertThat(again.fencingToken()).isGreaterThan(lease.fencingToken());
    again.close();
  }

  @Test
  void aLingeringLockThatIsLostIsNotGranted() throws Exception {
    DistributedLock lingering =
        host.lock("lingering", LockOptions.defaults().withLinger(Duration.ofMinutes(1)));
    Lease first = lingering.acquire();
    first.close();
    other.client.delete().forPath(zk.server().ephemerals().get(0));
    Awaitility.await()
        .until(
            () -> {
              Lease next = lingering.acquire();
              next.close();
              return next.fencingToken() > first.fencingToken() + 4096;
            });
  }
}
