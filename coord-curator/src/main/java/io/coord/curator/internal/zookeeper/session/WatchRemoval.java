package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * The only class that removes watches: from the handle and the server, never from the handle alone,
 * because the handle might then not report a lost connection (hazard C14). A removal whose reply is
 * lost is therefore sent again, as long as that can help.
 */
public final class WatchRemoval {

  private static final Log log = Log.of(WatchRemoval.class);
  private static final long RETRY_MILLIS = 200;

  private final ZooKeeper handle;
  private final String path;
  private final @Nullable Watcher watcher;
  private final WatcherType type;
  private final Executor retries;

  private WatchRemoval(
      ZooKeeper handle,
      String path,
      @Nullable Watcher watcher,
      WatcherType type,
      Executor retries) {
    this.handle = handle;
    this.path = path;
    this.watcher = watcher;
    this.type = type;
    this.retries = retries;
  }

  /**
   * Removes one watcher, even one whose request is still in flight.
   *
   * @param path as the handle knows it
   * @param client whose handle it is
   * @param executor for retries; outlives the Coordination
   */
  public static void ofWatcher(
      ZooKeeper handle,
      String path,
      Watcher watcher,
      WatcherType type,
      CuratorFramework client,
      Executor executor) {
    new WatchRemoval(handle, path, watcher, type, retries(client, executor)).send();
  }

  /**
   * Removes all watchers of that type from the path, no matter who set them.
   *
   * @param path as the handle knows it
   * @param client whose handle it is
   * @param executor for retries; may drop those that are no longer needed
   */
  public static void ofAll(
      ZooKeeper handle, String path, WatcherType type, CuratorFramework client, Executor executor) {
    new WatchRemoval(handle, path, null, type, retries(client, executor)).send();
  }

  /** The same executor, after a pause and once there is a connection. */
  public static Executor retries(CuratorFramework client, Executor executor) {
    return CompletableFuture.delayedExecutor(
        RETRY_MILLIS, TimeUnit.MILLISECONDS, OnceConnected.executor(client, executor));
  }

  /** Never throws: the caller has more to clean up. */
  private void send() {
    try {
      if (watcher == null) {
        handle.removeAllWatches(
            path, type, false, (rc, p, context) -> onAnswer(Replies.code(rc)), null);
      } else {
        handle.removeWatches(
            path, watcher, type, false, (rc, p, context) -> onAnswer(Replies.code(rc)), null);
      }
    } catch (RuntimeException | Error e) { // out of memory, for example
      log.debug("Watches of {} are not removed yet; retrying.", path, e);
      onAnswer(ReplyCode.SYSTEMERROR);
    }
  }

  private void onAnswer(ReplyCode code) {
    if (code.isTransient() && handle.getState().isAlive()) {
      retries.execute(this::send);
    }
  }
}
