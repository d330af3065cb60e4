package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.curator.testing.TcpProxy;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.retry.RetryNTimes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class LockCloseTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  /** The caller's client goes on trying for hours, and outlives what is closed. */
  @RepeatedTest(5)
  void aCloseThatCannotWaitLeavesNoWorkerInTheClient() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client =
        zk.clients()
            .started(
                zk.clients()
                    .builder(proxy.connectString())
                    .retryPolicy(new RetryNTimes(10_000, 1_000)));
    LockHost host = zk.closing(LockHost.over(client));
    host.lock("orders").acquire().close();
    proxy.cut();
    Awaitility.await().until(() -> !host.connection.monitor().isConnected());

    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    host.close();

    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("coord-worker")));
    proxy.restore();
  }
}
