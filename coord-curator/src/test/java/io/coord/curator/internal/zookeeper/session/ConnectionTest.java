package io.coord.curator.internal.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How reads end that fail at every try, with a client that is never started. */
class ConnectionTest {

  private final CuratorFramework client =
      CuratorFrameworkFactory.newClient("127.0.0.1:1", new RetryOneTime(1));
  private final SessionMonitor monitor =
      SessionMonitor.follow(client, new ConnectionStateMachine(Runnable::run));
  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);
  private final Connection connection =
      new Connection(client, monitor, threads, Duration.ofMillis(100));

  @AfterEach
  void close() {
    monitor.close();
    threads.close();
  }

  @Test
  void whileItIsOpenTheServiceIsUnavailable() {
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> readInVain());
  }

  @Test
  void onceItIsClosedThatIsWhatIsSaidHoweverQuicklyTheReadFails() {
    monitor.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> readInVain())
        .withMessageContaining("closed");
  }

  /** As Curator does it for a moment while it begins or ends. */
  @Test
  void aHandleThatIsNotThereIsUnavailable() {
    Connection early = over(new FakeClient());

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(early::awaitZooKeeper);
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(early::zooKeeper);
    assertThat(early.sessionId()).isZero();
  }

  /** Whoever asked would wait until it has one (hazard C13). */
  @Test
  void aClientThatIsNotConnectedIsNotAskedForItsHandle() throws Exception {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKConfig.JUTE_MAXBUFFER, "4321");
    FakeClient fake = new FakeClient();
    fake.handle = new ZooKeeper("127.0.0.1:1", 1_000, event -> {}, config);
    try {
      Connection asking = over(fake);
      fake.connected = true;
      assertThat(asking.zooKeeper()).isSameAs(fake.handle);
      int asked = fake.asked;

      fake.connected = false;

      assertThatExceptionOfType(UnavailableException.class).isThrownBy(asking::zooKeeper);
      assertThat(asking.handle()).isNull();
      assertThat(asking.sessionId()).isZero();
      assertThat(asking.juteMaxBuffer()).as("of the last handle").isEqualTo(4321);
      assertThat(fake.asked).isEqualTo(asked);
    } finally {
      fake.handle.close();
    }
  }

  /** As when the connection is lost just after Curator was asked about it (hazard C13). */
  @Test
  void aHandleThatIsConnectedIsNotAskedForAgain() throws Exception {
    AtomicReference<States> state = new AtomicReference<>(States.CONNECTED);
    FakeClient fake = new FakeClient();
    fake.handle =
        new ZooKeeper("127.0.0.1:1", 1_000, event -> {}) {
          @Override
          public States getState() {
            return state.get();
          }
        };
    try {
      Connection asking = over(fake);
      fake.connected = true;
      assertThat(asking.zooKeeper()).isSameAs(fake.handle);
      int asked = fake.asked;

      assertThat(asking.zooKeeper()).isSameAs(fake.handle);
      assertThat(asking.handle()).isNotNull();
      assertThat(fake.asked).as("where others may wait").isEqualTo(asked);

      state.set(States.CLOSED); // another takes its place
      assertThat(asking.zooKeeper()).isSameAs(fake.handle);
      assertThat(fake.asked).isEqualTo(asked + 1);
    } finally {
      state.set(States.CONNECTING);
      fake.handle.close();
    }
  }

  private Connection over(CuratorZookeeperClient zookeeperClient) {
    CuratorFramework framework =
        (CuratorFramework)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CuratorFramework.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getZookeeperClient")
                        ? zookeeperClient
                        : method.invoke(client, arguments));
    return new Connection(framework, monitor, threads, Duration.ofMillis(100));
  }

  private static final class FakeClient extends CuratorZookeeperClient {
    private @Nullable ZooKeeper handle;
    private boolean connected;
    private int asked;

    FakeClient() {
      super("127.0.0.1:1", 1_000, 1_000, null, new RetryOneTime(1));
    }

    @Override
    public boolean isConnected() {
      return connected;
    }

    @Override
    public @Nullable ZooKeeper getZooKeeper() {
      asked++;
      return handle;
    }
  }

  @Test
  void anInterruptedCallerReadsNothingHoweverQuicklyTheReplyComes() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(
            () -> new Calls(connection).read(() -> CompletableFuture.completedFuture(1), "read"));
  }

  private void readInVain() throws InterruptedException {
    ReplyException loss = new ReplyException(ReplyCode.CONNECTIONLOSS, "/");
    new Calls(connection).read(() -> CompletableFuture.<Void>failedFuture(loss), "read");
  }
}
