package io.coord.curator.internal.zookeeper.membership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.OnceConnected;
import java.util.concurrent.Executor;
import org.apache.curator.framework.recipes.cache.CuratorCache;

/**
 * The CuratorCache under one view: it keeps the recursive watch of a path in place across
 * reconnections, and reads what changes. A {@link CacheFeed} hands over what it finds.
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

  /** Not started yet. Reports are run by that executor. */
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
    whenConnected(this::closeCache, connection.threads().callbacks()); // goes on when all is closed
  }

  /** Both under one monitor: a cache that is started after its close would never be closed. */
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
   * Of what is started without a connection Curator tries some for ever, each try failing with an
   * error in the log, and a handle that cannot even be made is made again and again (hazard M16).
   */
  private void whenConnected(Runnable action, Executor threads) {
    OnceConnected.run(connection.client(), threads, action);
  }
}
