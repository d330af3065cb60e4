package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.curator.lab.Ensemble;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.test.internal.Clients;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A holder whose server is cut off from the leader: that server goes on answering pings and reads,
 * while the leader ends the session and another process is granted the lock (hazard C1).
 */
class CutOffFollowerTest {

  private static final Duration SESSION = Duration.ofSeconds(9);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  @Timeout(240)
  void aHolderBehindACutOffFollowerKnowsBeforeAnotherIsGrantedTheLock() throws Exception {
    try (Ensemble ensemble = Ensemble.start(3, 500, 60);
        Clients clients = new Clients((int) SESSION.toMillis())) {
      int follower = ensemble.follower();
      String behind = ensemble.connectString(follower);
      String atTheLeader = ensemble.connectString(ensemble.leader());
      CuratorFramework client = clients.started(clients.patientBuilder(behind));
      try (LockHost holder = LockHost.over(client);
          LockHost rival = LockHost.over(clients.connected(atTheLeader))) {
        Lease lease = holder.lock("orders").acquire();
        CompletableFuture<Long> granted =
            rival.lock("orders").acquireAsync().thenApply(next -> System.nanoTime());
        CuratorFramework mutexClient = clients.connected(behind);
        InterProcessMutex mutex = new InterProcessMutex(mutexClient, "/mutex");
        mutex.acquire();
        CompletableFuture<Void> mutexGranted =
            acquireInThread(clients.connected(atTheLeader), "/mutex");
        Time.pass(SESSION.dividedBy(2)); // longer than the grant itself proves the session
        Awaitility.await().atMost(PATIENCE).until(() -> lease.state() == LeaseState.HELD);

        ensemble.isolate(follower);
        long cut = System.nanoTime(); // nothing that is sent from now on is answered
        long lastHeld = cut;
        while (!granted.isDone() && System.nanoTime() - cut < Duration.ofSeconds(90).toNanos()) {
          long before = System.nanoTime();
          if (lease.isHeld()) {
            lastHeld = before;
          }
          LockSupport.parkNanos(100_000); // the servers need the processors, too
        }

        assertThat(granted).isDone();
        assertThat(granted.get()).as("granted after the last isHeld").isGreaterThan(lastHeld);
        assertThat(Duration.ofNanos(lastHeld - cut)).isLessThanOrEqualTo(SESSION.dividedBy(2));
        Awaitility.await().atMost(SESSION).until(() -> lease.state() == LeaseState.LOST);
        assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
        assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(SESSION.multipliedBy(2));
        assertThat(holder.connection.state())
            .as("nobody had to say so")
            .isNotEqualTo(ConnectionState.LOST);
        // The control: both hold the mutex, and neither the connection nor a read tells.
        mutexGranted.get(30, TimeUnit.SECONDS);
        assertThat(mutex.isAcquiredInThisProcess()).isTrue();
        assertThat(mutexClient.getZookeeperClient().isConnected()).isTrue();
        assertThat(mutexClient.getChildren().forPath("/mutex")).isNotEmpty();

        ensemble.heal(follower);
        lease.close();
      }
    }
  }

  private static CompletableFuture<Void> acquireInThread(CuratorFramework client, String path) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            new InterProcessMutex(client, path).acquire();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }
}
