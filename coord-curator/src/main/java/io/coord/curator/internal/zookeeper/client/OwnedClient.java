package io.coord.curator.internal.zookeeper.client;

import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Uninterruptibly;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.CuratorEventType;
import org.apache.zookeeper.client.ConnectStringParser;

/** The client that a Coordination creates for itself. */
public final class OwnedClient {

  private static final Duration CONNECTING_IN_BACKGROUND = Duration.ofSeconds(5);

  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

  /** About six days. ZooKeeper's client multiplies the granted timeout by four. */
  private static final int MOST_MILLIS = Integer.MAX_VALUE / 4;

  private OwnedClient() {}

  /**
   * Does not start the client yet.
   *
   * @param threads whose workers wake up mutexes; Curator's own thread would wake them one by one,
   *     and outlives the client
   * @throws IllegalArgumentException if the connect string is invalid
   */
  public static CuratorFramework create(
      String connectString, Duration sessionTimeout, Duration connectTimeout, Threads threads) {
    requireConnectString(connectString);
    Duration patience = connectTimeout.isZero() ? CONNECTING_IN_BACKGROUND : connectTimeout;
    HandleReaper handles = new HandleReaper(new HandleFactory(threads), threads.callbacks());
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(millis(sessionTimeout))
            .connectionTimeoutMs(Math.min(millis(patience), millis(sessionTimeout)))
            .retryPolicy(new PatientRetry())
            // The servers decide whether a session lives (hazards C2, C24); this is the most
            // that Curator allows.
            .simulatedSessionExpirationPercent(100)
            // Only the servers in the connect string (hazard C10).
            .ensembleTracker(false)
            .runSafeService(threads.workers())
            .zookeeperFactory(handles)
            .build();
    client
        .getCuratorListenable()
        .addListener(
            (same, event) -> {
              if (event.getType() == CuratorEventType.CLOSING) {
                handles.close();
              }
            });
    return client;
  }

  /**
   * Ends the session, which takes one request. Waits for at most {@code patience}, and never longer
   * than two seconds.
   */
  public static void close(CuratorFramework client, Executor workers, Duration patience) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(client::close, workers);
    // If it takes longer, it continues in the background; at the latest the session times out.
    Duration wait = patience.compareTo(LONGEST_GOODBYE) < 0 ? patience : LONGEST_GOODBYE;
    Uninterruptibly.await(done, Deadline.after(wait));
  }

  private static void requireConnectString(String connectString) {
    try {
      if (new ConnectStringParser(connectString).getServerAddresses().isEmpty()) {
        throw new IllegalArgumentException("no server");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid connect string '%s'. Expected host:port,host:port/chroot."
              .formatted(connectString),
          e);
    }
  }

  private static int millis(Duration duration) {
    long millis = TimeUnit.NANOSECONDS.toMillis(Deadline.saturatedNanos(duration));
    return (int) Math.min(MOST_MILLIS, Math.max(1, millis));
  }
}
