package io.coord.curator;

import java.util.concurrent.Executor;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the handles of a client and sees those to their end that it gave up. Curator closes a
 * handle once and does not look back: one whose expiry it simulated just as the connection came
 * back says that it is closed, and lives on with its thread, its session and that session's nodes;
 * one that was made while the client was being closed is closed by nobody (hazard C11).
 */
final class HandleReaper implements ZookeeperFactory, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HandleReaper.class);
  private static final int LOOK_MILLIS = 1_000;
  private static final int LOOKS = 60;

  private final ZookeeperFactory factory;
  private final Executor executor;
  private @Nullable ZooKeeper present; // guarded by this
  private boolean closed; // guarded by this

  /**
   * Makes none yet.
   *
   * @param executor sees handles to their end, for up to a minute each; goes on when all is closed
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

  /** The client is being closed. */
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
   * Closes it until its threads have ended: it may say that it is closed and connect after that.
   */
  private static void awaitEnd(ZooKeeper handle) {
    try {
      for (int i = 0; i < LOOKS; i++) {
        if (handle.close(LOOK_MILLIS)) {
          return;
        }
      }
      log.warn("A handle that was given up does not end: {}", handle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
