package io.coord.examples.inspect;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** Waits for changes below the roots, by watches instead of polling. */
final class Changes {

  /** Changes within this time of the first are shown together with it. */
  private static final Duration TOGETHER = Duration.ofMillis(250);

  private final BlockingQueue<KeeperState> events = new LinkedBlockingQueue<>();

  private Changes() {}

  /** The roots need not exist yet. The watches outlive a reconnection of the session. */
  static Changes below(ZooKeeper zooKeeper, List<String> roots)
      throws InterruptedException, KeeperException {
    Changes changes = new Changes();
    for (String root : roots) {
      zooKeeper.addWatch(root, changes::add, AddWatchMode.PERSISTENT_RECURSIVE);
    }
    return changes;
  }

  /**
   * Waits for a change, and a moment longer for others that follow it.
   *
   * @return the state of the connection after the last of them
   */
  KeeperState await() throws InterruptedException {
    KeeperState state = events.take();
    long end = System.nanoTime() + TOGETHER.toNanos();
    KeeperState next = state;
    while (next != null) {
      state = next;
      next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return state;
  }

  private void add(WatchedEvent event) {
    events.add(event.getState());
  }
}
