package io.coord.curator;

import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;

/** For tests in other packages: the client that a Coordination makes for itself. */
public final class OwnedClients {

  private OwnedClients() {}

  /** Started; to be closed by the caller. */
  public static CuratorFramework started(
      String connectString, Duration sessionTimeout, Threads threads) {
    CuratorFramework client =
        OwnedClient.create(connectString, sessionTimeout, Duration.ofSeconds(5), threads);
    client.start();
    return client;
  }
}
