package io.coord.curator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;

/** Another client that never stops looking whether a node is there. */
final class ContinuousReader implements AutoCloseable {

  private final CuratorFramework client;
  private final String path;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::read, "continuous-reader");
  private volatile boolean stop;

  ContinuousReader(CuratorFramework client, String path) {
    this.client = client;
    this.path = path;
    thread.start();
  }

  /** Waits for so many reads from now on. */
  void awaitReads(int more) {
    int until = reads.get() + more;
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> reads.get() >= until || failure.get() != null);
    assertThat(failure.get()).isNull();
  }

  /** How many reads found no node. */
  int missed() {
    return missed.get();
  }

  @Override
  public void close() throws InterruptedException {
    stop = true;
    thread.join();
  }

  private void read() {
    try {
      while (!stop) {
        if (client.checkExists().forPath(path) == null) {
          missed.incrementAndGet();
        }
        reads.incrementAndGet();
      }
    } catch (Exception e) {
      failure.set(e);
    }
  }
}
