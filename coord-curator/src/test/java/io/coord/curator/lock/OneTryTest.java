package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one try is told by a process that is queued itself, before and after a disconnection. */
@Timeout(240)
class OneTryTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private TcpProxy proxy;
  private LockHost host;
  private DistributedLock lock;
  private Lease theirs;
  private CompletableFuture<Lease> waiting;

  @BeforeEach
  void queueBehindAnother() throws Exception {
    proxy = zk.proxy();
    CuratorFramework client = zk.patientClient(proxy);
    host = zk.closing(LockHost.unconnected(client, Duration.ofSeconds(5)));
    Awaitility.await().until(host.connection::isConnected);
    lock = host.lock("orders");
    theirs = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    waiting = lock.acquireAsync();
    zk.awaitEphemerals(2);
    // The queued contender has seen the other one before it.
    Awaitility.await()
        .until(
            () -> {
              RequestCounts before = zk.server().requests();
              boolean refused = lock.tryAcquire().isEmpty();
              RequestCounts since = zk.server().requests().since(before);
              return refused && since.total() - since.of(OpCode.multi) == 0; // but for the proof
            });
  }

  private void disconnect() {
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.isConnected());
  }

  private void reconnect() {
    proxy.restore();
    Awaitility.await().until(host.connection::isConnected);
  }

  @Test
  void whileConnectedItIsRefusedWithoutARequest() throws Exception {
    RequestCounts before = zk.server().requests();
    for (int i = 0; i < 100; i++) {
      assertThat(lock.tryAcquire()).isEmpty();
    }
    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.total() - since.of(OpCode.multi)).as("%s", since).isLessThan(10);
    theirs.close();
    waiting.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void whileDisconnectedItIsNotAnsweredFromMemory() throws Exception {
    disconnect();
    theirs.close(); // the lock is free, which is not known here

    assertThatThrownBy(lock::tryAcquire).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> lock.tryAcquire(Duration.ofMillis(100)))
        .isInstanceOf(UnavailableException.class);

    reconnect();
    waiting.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void afterAReconnectionItIsAnsweredAfresh() throws Exception {
    disconnect();
    reconnect();

    for (int i = 0; i < 10; i++) {
      assertThat(lock.tryAcquire()).isEmpty();
    }
    theirs.close();
    waiting.get(30, TimeUnit.SECONDS).close();
    lock.tryAcquire().orElseThrow().close();
  }
}
