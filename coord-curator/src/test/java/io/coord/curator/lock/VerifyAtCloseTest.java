package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A check that is under way ends with the lease, whether or not an answer comes. */
@Timeout(120)
class VerifyAtCloseTest {

  /** Sessions of a minute: the connection itself does not end within the test. */
  @RegisterExtension static final ZkTest zk = new ZkTest(3_000);

  private final AtomicReference<Thread> verifier = new AtomicReference<>();
  private TcpProxy proxy;
  private Coordination coordination;
  private Lease lease;
  private long session;

  @BeforeEach
  void holdWithoutAnswers() throws Exception {
    proxy = zk.proxy();
    coordination =
        zk.closing(
            zk.builder(proxy.connectString()).operationTimeout(Duration.ofDays(1)).connect());
    lease = coordination.lock("orders").acquire();
    String node = zk.server().ephemerals().iterator().next();
    session = zk.server().stat(node).getEphemeralOwner();
    proxy.freeze();
  }

  @AfterEach
  void endSession() throws Exception {
    coordination.close();
    proxy.cut();
    zk.server().expire(session);
  }

  @Test
  void closingTheCoordinationEndsVerify() throws Exception {
    CompletableFuture<Boolean> verifying = verifying();

    coordination.close();

    assertThat(verifying.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void closingTheLeaseEndsVerify() throws Exception {
    CompletableFuture<Boolean> verifying = verifying();

    lease.close();

    assertThat(verifying.get(30, TimeUnit.SECONDS)).isFalse();
  }

  private CompletableFuture<Boolean> verifying() {
    CompletableFuture<Boolean> result =
        CompletableFuture.supplyAsync(
            () -> {
              verifier.set(Thread.currentThread());
              try {
                return lease.verify();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());
    Awaitility.await()
        .until(
            () ->
                verifier.get() != null && verifier.get().getState() == Thread.State.TIMED_WAITING);
    return result;
  }
}
