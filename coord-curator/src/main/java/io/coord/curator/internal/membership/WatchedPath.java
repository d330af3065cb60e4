package io.coord.curator.internal.membership;

import io.coord.curator.internal.session.Connection;
import java.util.concurrent.Executor;
import org.apache.curator.framework.recipes.cache.CuratorCache;

/**
 * The CuratorCache under one view: it keeps the recursive watch of a path in place across
 * reconnections, and reads what changes. A {@link CacheFeed} hands over what it finds.
 *
 * <p>Curator may block, so the cache is started and closed on worker threads.
 */
final class WatchedPath implements AutoCloseable {

  private final Connection connection;
  private final PathWatches watches;
  private final String path;
  private final CacheFeed feed;
  private final CuratorCache cache;
  private volatile boolean closed;

  /** Not started yet. The target is called by that executor. */
  WatchedPath(
      Connection connection,
      PathWatches watches,
      String path,
      Executor serial,
      CacheFeed.Target target) {
    this.connection = connection;
    this.watches = watches;
    this.path = path;
    this.feed = new CacheFeed(path, serial, target);
    this.cache =
        CuratorCache.builder(connection.client(), path)
            .withStorage(feed)
            .withExceptionHandler(feed::fail)
            .build();
  }

  /** Starts in the background. */
  void start() {
    watches.opened(path);
    connection.threads().workers().execute(this::startCache);
  }

  /** Closes in the background; once, and after {@link #start}. */
  @Override
  public void close() {
    closed = true;
    connection.threads().workers().execute(this::closeCache);
  }

  /** Both under one monitor: a cache that is started after its close would stay for ever. */
  private synchronized void startCache() {
    if (!closed) {
      cache.start();
    }
  }

  private synchronized void closeCache() {
    cache.close();
    feed.close();
    watches.closed(path);
  }
}
