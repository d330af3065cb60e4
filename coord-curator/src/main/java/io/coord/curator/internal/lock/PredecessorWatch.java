package io.coord.curator.internal.lock;

import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the queue without a thread: watches the contender before its own, and no other, so that
 * a release wakes up but one; lists the queue again when that one has changed.
 *
 * <p>It waits as long as the connection stays.
 */
final class PredecessorWatch implements Watcher {

  /** Told on ZooKeeper's event thread. */
  interface Observer {

    /** What the queue is now: look again behind whom to wait, or wait no more. */
    void onList(PredecessorWatch watch, List<String> contenders);

    /** It cannot be known. The watch is over. */
    void onTrouble();
  }

  private final QueueRequests queue;
  private final Observer observer;
  private @Nullable String watched; // guarded by this; null when there is no watch
  private boolean over; // guarded by this

  /** Watches nothing yet. */
  PredecessorWatch(QueueRequests queue, Observer observer) {
    this.queue = queue;
    this.observer = observer;
  }

  /** Watches the contender of that name. */
  synchronized void watch(String predecessor) {
    if (!over) {
      watched = predecessor;
      queue.watch(predecessor, this, this::onWatching); // here, so that no removal overtakes it
    }
  }

  /** Waits no more and leaves no watch; nothing is told that has not begun. */
  synchronized boolean end() {
    boolean ends = !over;
    over = true;
    if (ends && watched != null) {
      queue.unwatch(watched, this);
    }
    return ends;
  }

  private synchronized boolean isOver() {
    return over;
  }

  @Override
  public void process(WatchedEvent event) {
    switch (event.getState()) {
      case SyncConnected, SaslAuthenticated -> {
        if (event.getType() != Event.EventType.None) {
          look();
        }
      }
      default -> fail(); // a client may be told not to set its watches again
    }
  }

  private void onWatching(Code code) {
    if (code == Code.NONODE) {
      look();
    } else if (code != Code.OK) {
      fail();
    }
  }

  /** Lists the contenders. */
  void look() {
    if (beginLook()) {
      queue.list(
          (code, contenders) -> {
            if (code != Code.OK) {
              fail();
            } else if (!isOver()) {
              observer.onList(this, contenders);
            }
          });
    }
  }

  private synchronized boolean beginLook() {
    watched = null;
    return !over;
  }

  /** What is known of the queue is of no use. */
  void fail() {
    if (end()) {
      observer.onTrouble();
    }
  }
}
