package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Contender;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/from-interprocessmutex.md, and that both kinds of program share one lock. */
@Timeout(60)
class FromInterProcessMutexTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  private Coordination coordination;
  private InterProcessMutex old;

  @BeforeEach
  void connectBoth() {
    coordination = zk.closing(connect(zk.client()));
    old = new InterProcessMutex(zk.client(), "/app/locks/orders");
  }

  static Coordination connect(CuratorFramework client) { // your own client, already started
    return CuratorCoordination.builder(client)
        .lockRoot("/app/locks") // the path of the mutex, without its last segment
        .connect();
  }

  @Test
  void bothWorkWhenTheLockIsFree() throws Exception {
    List<String> work = new ArrayList<>();

    assertThat(before(zk.client(), () -> work.add("before"))).isTrue();
    assertThat(after(coordination, token -> work.add("after"))).isTrue();

    assertThat(work).containsExactly("before", "after");
  }

  static boolean before(CuratorFramework client, Runnable work) throws Exception {
    InterProcessMutex mutex = new InterProcessMutex(client, "/app/locks/orders");
    if (!mutex.acquire(5, TimeUnit.SECONDS)) {
      return false;
    }
    try {
      work.run();
      return true;
    } finally {
      mutex.release();
    }
  }

  static boolean after(Coordination coordination, LongConsumer work) throws InterruptedException {
    Optional<Lease> granted = coordination.lock("orders").tryAcquire(Duration.ofSeconds(5));
    if (granted.isEmpty()) {
      return false;
    }
    try (Lease lease = granted.get()) {
      work.accept(lease.fencingToken());
      return true;
    }
  }

  @Test
  void aMutexKeepsCoordOut() throws Exception {
    old.acquire();

    assertThat(coordination.lock("orders").tryAcquire()).isEmpty();

    old.release();
    assertThat(coordination.lock("orders").tryAcquire()).get().satisfies(Lease::close);
  }

  @Test
  void coordKeepsAMutexOut() throws Exception {
    try (Lease lease = coordination.lock("orders").acquire()) {
      assertThat(old.acquire(300, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(old.acquire(5, TimeUnit.SECONDS)).isTrue();
    old.release();
  }

  @Test
  void bothStandInOneQueue() throws Exception {
    old.acquire();
    CompletableFuture<Lease> waiting = coordination.lock("orders").acquireAsync();

    List<Contender> queue = coordination.lock("orders").contenders();
    while (queue.size() < 2) {
      queue = coordination.lock("orders").contenders();
    }
    assertThat(queue).extracting(Contender::holder).containsExactly(true, false);

    old.release();
    waiting.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void aNameThatNeedsEncodingIsAnotherPathThanTheMutexHas() throws Exception {
    CuratorFramework client = zk.client();
    InterProcessMutex spaced = new InterProcessMutex(client, "/app/locks/my orders");
    spaced.acquire();

    try (Lease lease = coordination.lock("my orders").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(client.getChildren().forPath("/app/locks")).contains("my orders", "my%20orders");
    }
    spaced.release();
  }
}
