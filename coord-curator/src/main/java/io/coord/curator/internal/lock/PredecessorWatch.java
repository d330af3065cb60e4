package io.coord.curator.internal.lock;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable String watched; // null when there is no watch

  /** Watches nothing yet. */
  PredecessorWatch(QueueRequests queue, Observer observer) {
    this.queue = queue;
    this.observer = observer;
  }

  /** Watches the contender of that name. */
  void watch(String predecessor) {
    watched = predecessor;
    queue.watch(predecessor, this, this::onWatching);
    if (over.get()) {
      queue.unwatch(predecessor, this); // the other removal may have been sent before
    }
  }

  /** Lists the contenders. */
  void look() {
    watched = null;
    if (!over.get()) {
      queue.list(this::onList);
    }
  }

  /** Waits no more, and leaves no watch. False if it was over. */
  boolean end() {
    boolean ends = over.compareAndSet(false, true);
    String left = watched;
    if (ends && left != null) {
      queue.unwatch(left, this);
    }
    return ends;
  }

  /** What is known of the queue is of no use. */
  void fail() {
    if (end()) {
      observer.onTrouble();
    }
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

  private void onList(Code code, List<String> contenders) {
    if (code != Code.OK) {
      fail();
    } else if (!over.get()) {
      observer.onList(this, contenders);
    }
  }
}
