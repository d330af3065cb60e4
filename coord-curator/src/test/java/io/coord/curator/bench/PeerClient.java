package io.coord.curator.bench;

import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;

/** Clients as a careful user configures them; the same for all peers. */
final class PeerClient {

  private PeerClient() {}

  static CuratorFramework connect(String connectString) throws InterruptedException {
    return connect(connectString, 15_000);
  }

  static CuratorFramework connect(String connectString, int sessionMillis)
      throws InterruptedException {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(sessionMillis)
            .connectionTimeoutMs(5_000)
            .retryPolicy(new ExponentialBackoffRetry(100, 3))
            .ensembleTracker(false)
            .build();
    client.start();
    if (!client.blockUntilConnected(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not connected to " + connectString);
    }
    return client;
  }
}
