package io.coord.curator.connection;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.EventThread;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
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

    EventThread.call(
        client,
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
      EventThread.call(
          client,
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
      return EventThread.call(
          client,
          () -> {
            long start = System.nanoTime();
            own.close();
            return Duration.ofNanos(System.nanoTime() - start);
          });
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
    EventThread.call(
        client,
        () ->
            assertThatIllegalStateException()
                .isThrownBy(call)
                .withMessageContaining("the thread that would have to deliver the reply"));
  }
}
