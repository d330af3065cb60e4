package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.zookeeper.lock.QueueRequests;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the queue without a thread: watches the contender before its own, and no other, so that
 * a release wakes up but one; lists the queue again when that one has changed.
 *
 * <p>It outlasts a lost connection: when that is back, it lists again. It is over with its handle.
 */
final class PredecessorWatch implements Watcher {

  /** Told on ZooKeeper's event thread. */
  interface Observer {

    /** What the queue is now: look again behind whom to wait, or wait no more. */
    void onList(PredecessorWatch watch, List<String> contenders);

    /** It cannot be known, as it was answered so. The watch is over. */
    void onTrouble(ReplyCode code);
  }

  private final QueueRequests queue;
  private final Observer observer;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean awaitsConnection = new AtomicBoolean();
  private volatile @Nullable String watched; // whose watch may be in place; null if there is none

  /** Watches nothing yet. */
  PredecessorWatch(QueueRequests queue, Observer observer) {
    this.queue = queue;
    this.observer = observer;
  }

  /** Watches the contender of that name. */
  void watch(String predecessor) {
    watched = predecessor;
    queue.watch(predecessor, this, code -> onWatching(predecessor, code));
    if (over.get()) {
      queue.unwatch(predecessor, this); // the other removal may have been sent before
    }
  }

  /** Lists the contenders. A watch that is in place stays: it is set again with a connection. */
  void look() {
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
  void fail(ReplyCode code) {
    if (end()) {
      observer.onTrouble(code);
    }
  }

  @Override
  public void process(WatchedEvent event) {
    switch (event.getState()) {
      case SyncConnected, SaslAuthenticated, ConnectedReadOnly -> {
        if (event.getType() != Event.EventType.None) {
          forget(event.getPath().substring(event.getPath().lastIndexOf('/') + 1));
          look();
        }
      }
      case Disconnected -> lookAgain(ReplyCode.CONNECTIONLOSS); // the watch may not be set again
      default -> fail(ReplyCode.SESSIONEXPIRED); // the handle has ended
    }
  }

  /** In a moment, or when the connection is back, if that is of use. */
  private void lookAgain(ReplyCode code) {
    if (over.get() || !awaitsConnection.compareAndSet(false, true)) {
      return; // one look is enough, however many noticed
    }
    boolean useful =
        queue.again(
            code,
            () -> {
              awaitsConnection.set(false);
              look();
            });
    if (!useful) {
      fail(code);
    }
  }

  private void onWatching(String predecessor, ReplyCode code) {
    if (code == ReplyCode.NONODE) {
      forget(predecessor);
      look();
    } else if (code != ReplyCode.OK) {
      lookAgain(code);
    }
  }

  /** There is no watch on that one any more. */
  private void forget(String predecessor) {
    if (predecessor.equals(watched)) {
      watched = null;
    }
  }

  private void onList(ReplyCode code, List<String> contenders) {
    if (code != ReplyCode.OK) {
      lookAgain(code);
    } else if (!over.get()) {
      observer.onList(this, contenders);
    }
  }
}
