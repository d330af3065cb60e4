package io.coord.curator.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An administrator takes permissions away while a lock is held and waited for. */
@Timeout(120)
class LockPermissionsTest {

  private static final String LOCK = "/locks/orders";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private CuratorFramework admin;
  private Coordination holders;
  private Coordination others;
  private Lease lease;

  @BeforeEach
  void hold() throws Exception {
    admin = zk.admin();
    holders = zk.coordination();
    others = zk.coordination();
    lease = holders.lock("orders").acquire();
  }

  @AfterEach
  void permitAllAgain() throws Exception {
    permit(Perms.ALL);
  }

  @Test
  void withoutCreateNobodyNewQueuesAndWhoQueuesIsServed() throws Exception {
    CompletableFuture<Lease> queued = others.lock("orders").acquireAsync();
    zk.awaitEphemerals(2);

    permit(Perms.ALL & ~Perms.CREATE);

    Coordination late = zk.coordination();
    assertThatThrownBy(() -> late.lock("orders").tryAcquire(Duration.ofSeconds(20)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("permission");
    assertThatThrownBy(() -> late.lock("orders").acquire()).isInstanceOf(RejectedException.class);
    assertThat(lease.verify()).isTrue();
    lease.close();
    Lease next = queued.get(30, TimeUnit.SECONDS);
    assertThat(next.isHeld()).isTrue();
    next.close();
    zk.awaitEphemerals(0);
  }

  /** Its node cannot be deleted; it goes with the session, and so does the lock. */
  @Test
  void withoutDeleteAReleaseReturnsAndIsDoneOnceItIsPermittedOrTheSessionEnds() throws Exception {
    CompletableFuture<Lease> queued = others.lock("orders").acquireAsync();
    zk.awaitEphemerals(2);
    permit(Perms.ALL & ~Perms.DELETE);
    RequestCounts before = zk.server().requests();
    long start = System.nanoTime();

    lease.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(lease.isHeld()).isFalse();
    Time.pass(Duration.ofSeconds(1)); // in which a storm would show
    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.total()).as("requests: %s", since).isLessThan(60);
    assertThat(queued).as("another is not let in").isNotDone();
    holders.close();
    Lease next = queued.get(30, TimeUnit.SECONDS);
    assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    permit(Perms.ALL);
    next.close();
  }

  private void permit(int permissions) throws Exception {
    admin
        .setACL()
        .withACL(
            List.of(new ACL(Perms.ALL, Ids.AUTH_IDS), new ACL(permissions, Ids.ANYONE_ID_UNSAFE)))
        .forPath(LOCK);
  }
}
