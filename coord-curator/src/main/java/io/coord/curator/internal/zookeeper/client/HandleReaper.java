package io.coord.curator.internal.zookeeper.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.support.Log;
import java.util.concurrent.Executor;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Creates a client's handles, and makes sure that those the client gave up really end. Curator
 * closes a handle once and never checks. A handle whose expiry it simulated just as the connection
 * came back reports that it is closed, but lives on with its thread, its session and that session's
 * nodes; and nobody closes a handle that was created while the client was being closed (hazard
 * C11).
 */
final class HandleReaper implements ZookeeperFactory, AutoCloseable {

  private static final Log log = Log.of(HandleReaper.class);
  private static final int LOOK_MILLIS = 1_000;
  private static final int LOOKS = 60;

  private final ZookeeperFactory factory;
  private final Executor executor;

  @GuardedBy("this")
  private @Nullable ZooKeeper present;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Creates no handle yet.
   *
   * @param executor waits for handles to end, for up to a minute each; must keep running after the
   *     Coordination is closed
   */
  HandleReaper(ZookeeperFactory factory, Executor executor) {
    this.factory = factory;
    this.executor = executor;
  }

  @Override
  public ZooKeeper newZooKeeper(
      String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
      throws Exception { // as Curator declares it
    return made(factory.newZooKeeper(connectString, sessionTimeout, watcher, canBeReadOnly));
  }

  @Override
  public ZooKeeper newZooKeeper(
      String connectString,
      int sessionTimeout,
      Watcher watcher,
      boolean canBeReadOnly,
      ZKClientConfig config)
      throws Exception { // as Curator declares it
    return made(
        factory.newZooKeeper(connectString, sessionTimeout, watcher, canBeReadOnly, config));
  }

  /** Ends the current handle, and any that the client still creates while it is being closed. */
  @Override
  public synchronized void close() {
    closed = true;
    end(present);
  }

  private synchronized ZooKeeper made(ZooKeeper handle) {
    end(present);
    present = handle;
    if (closed) {
      end(handle);
    }
    return handle;
  }

  private void end(@Nullable ZooKeeper handle) {
    if (handle != null) {
      executor.execute(() -> awaitEnd(handle));
    }
  }

  /**
   * Closes the handle until its threads have ended: it may report that it is closed and still
   * connect afterwards.
   */
  private static void awaitEnd(ZooKeeper handle) {
    try {
      for (int i = 0; i < LOOKS; i++) {
        if (handle.close(LOOK_MILLIS)) {
          return;
        }
      }
      log.warn("A handle that was given up has not ended: {}", handle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
