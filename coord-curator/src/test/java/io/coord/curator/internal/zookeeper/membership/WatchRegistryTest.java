package io.coord.curator.internal.zookeeper.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import io.coord.curator.testing.ZkTest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(90)
class WatchRegistryTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private SessionMonitor monitor;
  private WatchRegistry registry;

  @BeforeEach
  void connect() throws Exception {
    CuratorFramework client = zk.client();
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    monitor = SessionMonitor.follow(client, new ConnectionStateMachine(threads.callbacks()));
    registry =
        new WatchRegistry(
            new Connection(slow(client), monitor, threads, Duration.ofSeconds(5)), true);
  }

  @AfterEach
  void close() {
    goOn.countDown();
    monitor.close();
    threads.close();
  }

  /** A client that makes who asks for its handle wait, as while it replaces one (hazard C13). */
  private CuratorFramework slow(CuratorFramework client) {
    return (CuratorFramework)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {CuratorFramework.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getZookeeperClient")) {
                asked.countDown();
                goOn.await();
              }
              return method.invoke(client, arguments);
            });
  }

  @Test
  void otherViewsOpenWhileOneThatIsClosedWaitsForTheHandle() throws Exception {
    registry.opened("/services/orders");
    CompletableFuture<Void> closing = run(() -> registry.closed("/services/orders"));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> opening = run(() -> registry.opened("/services/invoices"));

    assertThat(opening).succeedsWithin(Duration.ofSeconds(20));
    assertThat(closing).isNotDone();
    goOn.countDown();
    assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
  }

  private static CompletableFuture<Void> run(Runnable step) {
    return CompletableFuture.runAsync(step, task -> new Thread(task).start());
  }
}
