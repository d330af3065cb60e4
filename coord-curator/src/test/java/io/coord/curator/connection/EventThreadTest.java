package io.coord.curator.connection;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.NoLeaks;
import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On the thread that brings all answers nothing waits for one. */
@Timeout(120)
class EventThreadTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private CuratorFramework client;
  private Coordination coordination;

  @BeforeEach
  void connect() {
    client = zk.client();
    coordination =
        zk.closing(CuratorCoordination.builder(client).operationTimeout(FOR_EVER).connect());
  }

  @Test
  void closingRemovesAllAndDoesNotWaitForIt() throws Exception {
    coordination.registry().register(server("a"));
    coordination.registry().watch("servers");

    onEventThread(
        () -> {
          coordination.close();
          return null;
        });

    zk.awaitEphemerals(0);
    NoLeaks.ofThreads();
  }

  @Test
  void closingOneWithAClientOfItsOwnDoesNotWaitForTheEndOfTheSession() throws Exception {
    try (Coordination own = zk.builder().connect()) {
      own.registry().register(server("a"));
      onEventThread(
          () -> {
            own.close();
            return null;
          });
    }
    zk.awaitEphemerals(0);
  }

  /** Who waits does so for 2 s, for an answer that is held back. A slow machine shows nothing. */
  @Test
  void closingOneWithAClientOfItsOwnDoesNotWaitForAServerThatIsSilent() {
    Awaitility.await().until(() -> closedAfter().compareTo(Duration.ofMillis(1_500)) < 0);
  }

  private Duration closedAfter() throws Exception {
    TcpProxy proxy = zk.proxy();
    try (Coordination own = zk.coordination(proxy)) {
      proxy.freeze();
      AtomicReference<Duration> taken = new AtomicReference<>();
      onEventThread(
          () -> {
            long start = System.nanoTime();
            own.close();
            taken.set(Duration.ofNanos(System.nanoTime() - start));
            return null;
          });
      return taken.get();
    } finally {
      proxy.restore(); // the session ends
    }
  }

  @Test
  void readingIsRefusedWithTheReason() throws Exception {
    assertRefused(() -> coordination.registry().instances("servers"));
    assertRefused(() -> coordination.registry().services());
    assertRefused(() -> coordination.lock("orders").contenders());
  }

  @Test
  void connectingIsRefusedWithTheReason() throws Exception {
    assertRefused(() -> CuratorCoordination.builder(client).connectTimeout(FOR_EVER).connect());
    coordination.close();
    NoLeaks.ofThreads();
  }

  private void assertRefused(ThrowingCallable call) throws Exception {
    onEventThread(
        () ->
            assertThatIllegalStateException()
                .isThrownBy(call)
                .withMessageContaining("the thread that would have to deliver the reply"));
  }

  /** Ends when the call does. */
  private void onEventThread(Callable<?> call) throws Exception {
    String trigger = "/" + UUID.randomUUID();
    CompletableFuture<Object> done = new CompletableFuture<>();
    client
        .checkExists()
        .usingWatcher(
            (CuratorWatcher)
                event -> {
                  try {
                    done.complete(String.valueOf(call.call()));
                  } catch (Exception | AssertionError e) {
                    done.completeExceptionally(e);
                  }
                })
        .forPath(trigger);
    client.create().forPath(trigger);
    done.get(60, TimeUnit.SECONDS);
  }
}
