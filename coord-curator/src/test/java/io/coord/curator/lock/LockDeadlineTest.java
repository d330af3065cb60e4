package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.lock.Waiter;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A deadline is kept whatever the service does; the session timeout is 10 s. Three calls of each
 * kind by default; {@code -Dcoord.repeat=100}.
 */
@Timeout(600)
class LockDeadlineTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private static final Duration WAIT = Duration.ofMillis(300);

  /** What a call may take beyond its deadline, besides what the machine makes everybody wait. */
  private static final Duration SLACK = Duration.ofMillis(100);

  /** A single call may meet a thread that has just been put off its processor, for long. */
  private static final Duration SLACK_OF_ONE = Duration.ofSeconds(2);

  private static final int SAMPLES = Integer.getInteger("coord.repeat", 5);

  // For a healthy server on a busy machine to have answered for certain.
  private static final Duration LONG_WAIT = Duration.ofSeconds(2);

  private TcpProxy proxy;
  private LockHost host;
  private Lateness machine;

  @BeforeEach
  void connect() throws Exception {
    machine = zk.closing(new Lateness());
    proxy = zk.proxy();
    host = zk.closing(LockHost.over(zk.clients().connected(proxy.connectString())));
    host.lock("warm").acquire().close(); // classes are loaded, threads there
    host.lock("warm").tryAcquire(Duration.ofSeconds(30)).orElseThrow().close();
  }

  /** A call is delayed at a few places: where it hands over, where it is woken, where it ends. */
  private Duration slack(Duration ours) {
    return ours.plus(machine.most().multipliedBy(3));
  }

  /**
   * Calls so often, and prints how late they were. Most must be in time. A single one is allowed
   * more; what this is compared with takes 15 s.
   */
  private void inTime(String how, Duration wait, Callable<?> call) throws Exception {
    List<Duration> late = new ArrayList<>();
    machine.reset();
    for (int i = 0; i < SAMPLES; i++) {
      long start = System.nanoTime();
      call.call();
      late.add(Duration.ofNanos(System.nanoTime() - start).minus(wait));
    }
    late.sort(null);
    Duration median = late.get(SAMPLES / 2);
    Duration most = late.get(SAMPLES - 1);
    System.out.printf(
        "LockDeadlineTest: %s, %d calls of %s: late by %s (median), %s (90 %%), %s (most); the machine by up to %s%n",
        how, SAMPLES, wait, median, late.get(SAMPLES * 9 / 10), most, machine.most());
    assertThat(late.get(0)).as("too early").isGreaterThan(Duration.ofMillis(-1));
    assertThat(median).as(how).isLessThan(slack(SLACK));
    assertThat(most).as(how).isLessThan(slack(SLACK_OF_ONE));
  }

  /** Returns whether the answer came in time: on a busy machine it may not. */
  private boolean refused(Duration wait) throws InterruptedException {
    try {
      assertThat(host.lock("orders").tryAcquire(wait)).isEmpty();
      return true;
    } catch (UnavailableException e) {
      return false;
    }
  }

  private Object unavailable(Duration wait) {
    assertThatThrownBy(() -> host.lock("orders").tryAcquire(wait))
        .isInstanceOf(UnavailableException.class);
    return true;
  }

  @Test
  void withAHealthyServer() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    try (Lease lease = other.lock("orders").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      inTime("healthy", WAIT, () -> refused(WAIT));
      Awaitility.await().until(() -> refused(LONG_WAIT));
      zk.awaitEphemerals(1);
    }
  }

  @Test
  void withABlackHole() throws Exception {
    proxy.freeze();
    inTime("black-holed", WAIT, () -> unavailable(WAIT));
    proxy.restore();
    zk.awaitEphemerals(0);
  }

  @Test
  void withAServerThatHearsAndDoesNotAnswer() throws Exception {
    proxy.loseAnswers();
    inTime("frozen", WAIT, () -> unavailable(WAIT));
    proxy.cut();
    proxy.restore();
    zk.awaitEphemerals(0);
  }

  @Test
  void withAServerThatIsDown() throws Exception {
    zk.server().stop();
    inTime("stopped", WAIT, () -> unavailable(WAIT));
    Awaitility.await().until(() -> !host.connection.isConnected());
    inTime("stopped and noticed", WAIT, () -> unavailable(WAIT));
    zk.server().start();

    host.lock("orders").acquire().close();
    zk.awaitEphemerals(0);
  }

  @Test
  void whenTheServerFreezesDuringTheWaitTheWithdrawnNodeGoesOnceItCanBeReached() throws Exception {
    LockHost other = zk.closing(LockHost.over(zk.client()));
    Lease lease = other.lock("orders").acquire();
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    zk.awaitEphemerals(2);

    proxy.freeze();
    waiting.cancel(false);
    proxy.restore();

    zk.awaitEphemerals(1);
    lease.close();
    noWatchIsLeft();
  }

  @Test
  void anInterruptIsObeyedAtOnceWhileTheServerIsFrozen() throws Exception {
    proxy.freeze();
    CompletableFuture<Duration> took = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                host.lock("orders").acquire();
                took.completeExceptionally(new AssertionError("granted"));
              } catch (InterruptedException e) {
                took.complete(Duration.ofNanos(System.nanoTime()));
              }
            });
    thread.start();
    Awaitility.await()
        .until(() -> LockSupport.getBlocker(thread) instanceof Waiter); // it waits in the queue

    machine.reset();
    long start = System.nanoTime();
    thread.interrupt();

    Duration end = took.get(30, TimeUnit.SECONDS);
    assertThat(end.minusNanos(start)).isLessThan(slack(SLACK_OF_ONE));
    proxy.restore();
  }

  @Test
  void oneTryOfAServerThatDoesNotAnswerTakesAtMostOneOperation() throws Exception {
    proxy.freeze();
    machine.reset();
    long start = System.nanoTime();

    assertThatThrownBy(() -> host.lock("orders").tryAcquire())
        .isInstanceOf(UnavailableException.class);

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isLessThan(Duration.ofSeconds(5).plus(slack(SLACK_OF_ONE)));
    proxy.restore();
  }

  @Test
  void closingALeaseDoesNotWaitForAServerThatIsGone() throws Exception {
    DistributedLock lock = host.lock("orders");
    Lease lease = lock.acquire();
    zk.server().stop();
    Awaitility.await().until(() -> lease.state() == LeaseState.SUSPECT);

    machine.reset();
    long start = System.nanoTime();
    lease.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(slack(SLACK_OF_ONE));
    assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    zk.server().start();
    zk.awaitEphemerals(0);
  }

  @Test
  void closingTheLocksDoesNotWaitForAServerThatDoesNotAnswer() throws Exception {
    Lease lease = host.lock("orders").acquire();
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    proxy.freeze();

    machine.reset();
    long start = System.nanoTime();
    host.locks.close();

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isLessThan(Duration.ofSeconds(2).plus(slack(SLACK_OF_ONE)));
    assertThat(lease.state()).isEqualTo(LeaseState.LOST);
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    proxy.restore();
  }

  private static void noWatchIsLeft() {
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().watchCount()).isZero());
  }
}
