package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.Time;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What locks cost in threads and memory. */
@Timeout(300)
class LockThreadsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @Test
  void tenThousandHeldLocksNeedNoThreads() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    ConcurrentLinkedQueue<Lease> leases = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String name = "lock " + i;
      done.add(threads.submit(() -> leases.add(host.lock(name).acquire())));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();

    // Workers end five seconds after their last work.
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> threads("coord-") <= 5);
    assertThat(leases).hasSize(10_000);
    Awaitility.await().untilAsserted(() -> assertThat(leases).allMatch(Lease::isHeld));
    host.close(); // at once, not one by one
    assertThat(leases).noneMatch(Lease::isHeld);
  }

  @Test
  void aThousandWaitersOfOneLockNeedNoThread() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    LockHost other = zk.closing(LockHost.over(zk.client()));
    Lease lease = other.lock("orders").acquire();
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      waiting.add(host.lock("orders").acquireAsync());
    }
    zk.awaitEphemerals(2);

    // Two engine threads and a timer for each host.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> threads("coord-worker") == 0 && threads("coord-") <= 6);
    waiting.forEach(each -> each.cancel(false));
    zk.awaitEphemerals(1);
    lease.close();
  }

  @Test
  void aForgottenLeaseIsFound() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    DistributedLock lock = host.lock("forgotten by its holder");
    PrintStream standard = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true));
    System.setProperty(Waiter.TRACK_PROPERTY, "true");
    try {
      forget(lock);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                System.gc();
                return log.toString().contains("LockThreadsTest.forget"); // in its last lines
              });
    } finally {
      System.setErr(standard);
      System.clearProperty(Waiter.TRACK_PROPERTY);
    }
    assertThat(log.toString()).contains("never closed").contains("forgotten by its holder");
    Time.pass(Duration.ofSeconds(2)); // a round of the proof, which would warn again
    assertThat(log.toString().split("never closed")).as("told once").hasSize(2);
    assertThat(lock.tryAcquire()).as("a re-entry, as the lock is still held").isPresent();
  }

  @Test
  void theWarningTellsHowToSeeThePlaceIfThatIsNotTracked() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    try (CapturedLog log = CapturedLog.start()) {
      forget(host.lock("forgotten somewhere"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                System.gc();
                return !log.lines("forgotten somewhere").isEmpty();
              });
      assertThat(log.lines("forgotten somewhere"))
          .singleElement()
          .asString()
          .contains("-D" + Waiter.TRACK_PROPERTY + "=true");
      assertThat(log.lines("LockThreadsTest.forget")).isEmpty();
    }
  }

  private static void forget(DistributedLock lock) throws InterruptedException {
    lock.acquire();
  }

  @Test
  void aLockThatNobodyUsesIsForgottenThoughItsHandleIsKept() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    List<DistributedLock> handles = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      DistributedLock lock = host.lock("used once " + i);
      lock.acquire().close();
      handles.add(lock);
    }
    assertThat(host.locks.find("used once 99")).isNotNull();

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> handles.stream().allMatch(lock -> host.locks.find(lock.name()) == null));

    handles.get(0).acquire().close();
  }
}
