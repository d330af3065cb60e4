package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.LeaseNotHeldException;
import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import io.coord.test.internal.Told;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be proven is not claimed. The session timeout is 10 s. */
@Timeout(240)
class LockSuspectTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private static final Duration HALF_A_TIMEOUT = Duration.ofSeconds(5);

  private TcpProxy proxy;
  private LockHost host;
  private DistributedLock lock;
  private final Told<LeaseState> told = new Told<>();

  @BeforeEach
  void connect() throws Exception {
    proxy = zk.proxy();
    CuratorFramework client = zk.patientClient(proxy);
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    host = zk.closing(LockHost.unconnected(client, Duration.ofSeconds(1)));
    Awaitility.await().until(host.connection::isConnected);
    lock = host.lock("orders");
  }

  private static void awaitState(Lease lease, LeaseState state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> lease.state() == state);
  }

  @Test
  void aDisconnectedLeaseIsSuspectAndComesBackWithItsToken() throws Exception {
    Lease lease = lock.acquire();
    lease.subscribe((same, state) -> told.accept(state));
    long token = lease.fencingToken();

    proxy.cut();
    awaitState(lease, LeaseState.SUSPECT);
    assertThat(lease.isHeld()).isFalse();
    assertThatThrownBy(lock::acquire).isInstanceOf(LeaseNotHeldException.class);
    proxy.restore();
    awaitState(lease, LeaseState.HELD);

    assertThat(lease.fencingToken()).isEqualTo(token);
    assertThat(told.awaitCount(2)).startsWith(LeaseState.SUSPECT, LeaseState.HELD);
    lock.acquire().close();
    lease.close();
  }

  @Test
  void allLeasesComeBackTogether() throws Exception {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      leases.add(host.lock("lock " + i).acquire());
    }
    proxy.cut();
    leases.forEach(lease -> awaitState(lease, LeaseState.SUSPECT));

    proxy.restore();

    leases.forEach(lease -> awaitState(lease, LeaseState.HELD));
    leases.forEach(Lease::close);
  }

  @Test
  void aLeaseWhoseNodeWasDeletedMeanwhileDoesNotComeBack() throws Exception {
    Lease lease = lock.acquire();
    lease.subscribe((same, state) -> told.accept(state));
    proxy.cut();
    awaitState(lease, LeaseState.SUSPECT);
    zk.client().delete().forPath(zk.server().ephemerals().get(0));

    proxy.restore();

    awaitState(lease, LeaseState.LOST);
    assertThat(lease.lossCause()).contains(LossCause.NODE_DELETED);
    told.await(states -> states.contains(LeaseState.LOST));
    assertThat(told.events()).doesNotContain(LeaseState.HELD);
    lease.close();
  }

  @Test
  void aLeaseIsNotHeldHalfATimeoutAfterTheLastProofThoughTheClientSaysConnected() throws Exception {
    // The client finds out a sixth of the timeout later: a machine that stands still just then
    // shows both at once.
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::isSuspectWhileConnected);
  }

  private boolean isSuspectWhileConnected() throws Exception {
    try (Lease lease = lock.acquire()) {
      long acquired = System.nanoTime();
      Told<LeaseState> told = new Told<>();
      lease.subscribe((same, state) -> told.accept(state));
      Awaitility.await("proven again and again")
          .until(() -> System.nanoTime() - acquired > HALF_A_TIMEOUT.toNanos() && lease.isHeld());

      proxy.freeze();
      long frozen = System.nanoTime();
      long lastHeld = frozen;
      for (long now = frozen; lease.state() == LeaseState.HELD; now = System.nanoTime()) {
        lastHeld = now;
        Time.passMillis(1);
      }

      assertThat(Duration.ofNanos(lastHeld - frozen)).isLessThanOrEqualTo(HALF_A_TIMEOUT);
      assertThat(lease.state()).isEqualTo(LeaseState.SUSPECT);
      assertThat(lease.isHeld()).isFalse();
      boolean connected = host.connection.isConnected();
      assertThatThrownBy(lease::verify).isInstanceOf(UnavailableException.class);
      told.await(states -> states.contains(LeaseState.SUSPECT));
      return connected;
    } finally {
      proxy.restore();
    }
  }

  @Test
  void nobodyIsGrantedALockThatIsNotProven() throws Exception {
    Lease lease = lock.acquire();
    CompletableFuture<Lease> waiting = lock.acquireAsync();
    proxy.freeze();
    awaitState(lease, LeaseState.SUSPECT);

    lease.close();
    Time.passMillis(300); // in which nobody is granted it
    assertThat(waiting).isNotDone();
    proxy.restore();

    Lease next = waiting.get(30, TimeUnit.SECONDS);
    assertThat(next.isHeld()).isTrue();
    assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    next.close();
  }

  @Test
  void aServerThatComesBackWithItsDataKeepsTheLease() throws Exception {
    Lease lease = lock.acquire();
    zk.server().stop();
    awaitState(lease, LeaseState.SUSPECT);
    zk.server().start();
    awaitState(lease, LeaseState.HELD);
    assertThat(lease.verify()).isTrue();
    lease.close();
  }

  /**
   * The client goes on without authentication, as after a ticket has expired; the session lives.
   */
  @Test
  void aFailedAuthenticationEndsNoLease() throws Exception {
    Lease lease = lock.acquire();
    lease.subscribe((same, state) -> told.accept(state));
    Awaitility.await().until(() -> zk.server().watchCount() > 0);
    ZooKeeper handle = host.connection.zooKeeper();

    handle.getTestable().queueEvent(new WatchedEvent(EventType.None, KeeperState.AuthFailed, null));
    handle
        .getTestable()
        .queueEvent(new WatchedEvent(EventType.None, KeeperState.SyncConnected, null));

    CountDownLatch handled = new CountDownLatch(1);
    handle.exists("/", false, (rc, path, context, stat) -> handled.countDown(), null);
    assertThat(handled.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lease.verify()).isTrue();
    assertThat(told.events()).doesNotContain(LeaseState.LOST);
    lease.close();
  }

  @Test
  void aFutureThatNobodyKeepsIsGrantedAfterAnOutage() throws Exception {
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
    CompletableFuture<Long> token = new CompletableFuture<>();
    var unused =
        host.lock("dropped")
            .acquireAsync()
            .thenAccept(
                lease -> {
                  token.complete(lease.fencingToken());
                  lease.close();
                });
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    unused = null;
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });

    proxy.restore();

    assertThat(token.get(60, TimeUnit.SECONDS)).isPositive();
  }
}
