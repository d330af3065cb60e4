package io.coord.curator.internal.zookeeper.membership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.OnceConnected;
import java.util.concurrent.Executor;
import org.apache.curator.framework.recipes.cache.CuratorCache;

/**
 * The CuratorCache behind one view: it keeps the recursive watch of a path in place across
 * reconnections, and reads what changes. A {@link CacheFeed} passes on what it finds.
 *
 * <p>Curator may block, so the cache is started and closed on worker threads.
 */
final class CacheWatch implements MembershipPort.Watch {

  private final Connection connection;
  private final WatchRegistry watches;
  private final String path;
  private final CacheFeed feed;
  private final CuratorCache cache;
  private volatile boolean closed;

  @GuardedBy("this")
  private boolean started;

  /** Not started yet. The executor runs the reports. */
  CacheWatch(
      Connection connection,
      WatchRegistry watches,
      String path,
      Executor serial,
      MembershipPort.Reports reports) {
    this.connection = connection;
    this.watches = watches;
    this.path = path;
    this.feed = new CacheFeed(path, serial, reports);
    this.cache =
        CuratorCache.builder(connection.client(), path)
            .withStorage(feed)
            .withExceptionHandler(feed::fail)
            .build();
  }

  @Override
  public void start() {
    watches.opened(path);
    whenConnected(this::startCache, connection.threads().workers());
  }

  @Override
  public void close() {
    closed = true;
    feed.close();
    whenConnected(this::closeCache, connection.threads().callbacks()); // still runs after the close
  }

  /** Start and close share one monitor: a cache started after its close would never be closed. */
  private synchronized void startCache() {
    if (!closed) {
      started = true;
      cache.start();
    }
  }

  private synchronized void closeCache() {
    if (started) {
      cache.close();
    }
    watches.closed(path);
  }

  /**
   * Without a connection, Curator would retry some of this forever and log an error each time, and
   * would try over and over to create a handle that cannot be created (hazard M16).
   */
  private void whenConnected(Runnable action, Executor threads) {
    OnceConnected.run(connection.client(), threads, action);
  }
}
