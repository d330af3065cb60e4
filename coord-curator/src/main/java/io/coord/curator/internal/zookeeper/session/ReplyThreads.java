package io.coord.curator.internal.zookeeper.session;

import java.util.List;
import org.apache.zookeeper.server.ZooKeeperThread;

/**
 * The threads on which ZooKeeper's client and Curator call watchers, callbacks and state listeners,
 * one after another. Curator's can only be recognised by name.
 */
public final class ReplyThreads {

  private static final List<String> CURATOR =
      List.of("Curator-Framework-", "Curator-ConnectionStateManager-");

  private ReplyThreads() {}

  /** Whether the thread is one of them. */
  public static boolean include(Thread thread) {
    return thread instanceof ZooKeeperThread
        || CURATOR.stream().anyMatch(thread.getName()::startsWith);
  }
}
