package io.coord.curator.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;

/** The thread on which ZooKeeper's client delivers replies and events. */
public final class EventThread {

  private EventThread() {}

  /** Runs it on the event thread of that client, and waits for what it returns or throws. */
  public static <T> T call(CuratorFramework client, Callable<T> action) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    client
        .checkExists()
        .inBackground(
            (same, event) -> {
              try {
                result.complete(action.call());
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            })
        .forPath("/");
    return result.get(60, TimeUnit.SECONDS);
  }
}
