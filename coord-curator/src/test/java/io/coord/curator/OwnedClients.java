package io.coord.curator;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;

/** For tests in other packages: the client that a Coordination makes for itself. */
public final class OwnedClients {

  private OwnedClients() {}

  /** Started; to be closed by the caller. */
  public static CuratorFramework started(
      String connectString, Duration sessionTimeout, Executor workers) {
    CuratorFramework client =
        OwnedClient.create(connectString, sessionTimeout, Duration.ofSeconds(5), workers);
    client.start();
    return client;
  }
}
