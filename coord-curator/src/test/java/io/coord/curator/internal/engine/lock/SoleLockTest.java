package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.ConnectionState;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lock with one user, whose token everybody can compute from its node. */
@Timeout(60)
class SoleLockTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private LockHost host;
  private SoleLock lock;

  @BeforeEach
  void connect() throws Exception {
    host = zk.closing(LockHost.over(zk.client()));
    lock =
        host.locks.soleLock(
            "election",
            "orders",
            "/elections/orders",
            "the candidate".getBytes(StandardCharsets.UTF_8));
  }

  private static Lease get(CompletableFuture<Lease> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static long tokenOfNode() {
    return FencingToken.first(zk.server().stat(zk.server().ephemerals().get(0)).getCzxid());
  }

  @Test
  void itsNodeHoldsTheDataOfItsUserAndItsToken() throws Exception {
    Lease lease = get(lock.acquire(Runnable::run));

    assertThat(zk.server().data(zk.server().ephemerals().get(0)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("the candidate");
    assertThat(lease.fencingToken()).isEqualTo(tokenOfNode());
    lease.close();
    get(lock.acquire(Runnable::run)).close();
    lock.close().get(30, TimeUnit.SECONDS);
  }

  /** Its grant was under way when it was cancelled; the next grant needs a node of its own. */
  @Test
  void aGrantThatComesTooLateIsReleasedAndTheNextHasTheFirstTokenOfItsNode() throws Exception {
    BlockingQueue<Runnable> completions = new LinkedBlockingQueue<>();
    CompletableFuture<Lease> cancelled = lock.acquire(completions::add);
    Runnable completion = completions.poll(30, TimeUnit.SECONDS);
    assertThat(completion).isNotNull();
    cancelled.cancel(false);
    CompletableFuture<Lease> next = lock.acquire(Runnable::run);
    assertThat(next).isNotDone();

    completion.run();

    Lease lease = get(next);
    assertThat(lease.fencingToken()).isEqualTo(tokenOfNode());
    lease.close();
    lock.close().get(30, TimeUnit.SECONDS);
  }

  @Test
  void onceClosedItGrantsNothing() throws Exception {
    lock.close().get(30, TimeUnit.SECONDS);

    CompletableFuture<Lease> late = lock.acquire(Runnable::run);

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(late))
        .withCauseInstanceOf(IllegalStateException.class);
  }

  /** Nobody would tell it of the close any more: who waits for it would wait forever. */
  @Test
  void oneThatIsOpenedAfterTheClientWasClosedGrantsNothing() throws Exception {
    CuratorFramework client = zk.client();
    LockHost late = zk.closing(LockHost.over(client));
    client.close();
    Awaitility.await().until(() -> late.connection.state() == ConnectionState.CLOSED);
    SoleLock opened = late.locks.soleLock("election", "orders", "/elections/orders", new byte[0]);

    CompletableFuture<Lease> future = opened.acquire(Runnable::run);

    assertThat(future)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void theLogNamesWhatItIsToItsUserWhenALeaseIsLost() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      Lease lease = get(lock.acquire(Runnable::run));

      zk.admin().delete().forPath(zk.server().ephemerals().get(0));

      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(log.lines("is lost: NODE_DELETED"))
                      .singleElement()
                      .asString()
                      .contains(
                          "The lease of election 'orders' (token %d)"
                              .formatted(lease.fencingToken())));
      lease.close();
      lock.close().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void itOutlivesTheCloseOfTheOthers() throws Exception {
    Lease lease = get(lock.acquire(Runnable::run));
    Lease other = host.lock("orders").acquire();

    host.locks.close();

    assertThat(other.isHeld()).isFalse();
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.verify()).isTrue();
    lease.close();
    lock.close().get(30, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).isEmpty();
  }
}
