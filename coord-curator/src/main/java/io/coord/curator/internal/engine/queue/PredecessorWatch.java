package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the queue without a thread: watches the contender before its own, and only that, so a
 * release wakes up one waiter; lists the queue again when that contender changes.
 *
 * <p>It survives a lost connection, and lists again when that is back. It is over when its handle
 * is closed.
 */
final class PredecessorWatch implements QueuePort.Watch {

  /** Called on a thread that must not wait. */
  interface Observer {

    /** The queue as of now: decide anew behind whom to wait, or stop waiting. */
    void onList(PredecessorWatch watch, List<String> contenders);

    /** The queue cannot be read any more, for that reason. The watch is over. */
    void onTrouble(ReplyCode code);
  }

  private static final Log log = Log.of(PredecessorWatch.class);

  private final QueuePort queue;
  private final Observer observer;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean awaitsConnection = new AtomicBoolean();
  private volatile @Nullable String watched; // who may be watched; null if nobody is

  /** Watches nothing yet. */
  PredecessorWatch(QueuePort queue, Observer observer) {
    this.queue = queue;
    this.observer = observer;
  }

  /** Watches the contender of that name. */
  void watch(String predecessor) {
    watched = predecessor;
    queue.watch(predecessor, this, code -> step(() -> onWatching(predecessor, code)));
    if (over.get()) {
      queue.unwatch(predecessor, this); // stop() may have removed it before it was set
    }
  }

  /** Lists the contenders. A watch that is in place stays there. */
  void look() {
    if (!over.get()) {
      queue.list((code, contenders) -> step(() -> onList(code, contenders)));
    }
  }

  /** Stops waiting, and leaves no watch. False if it was over. */
  boolean stop() {
    boolean ends = over.compareAndSet(false, true);
    String left = watched;
    if (ends && left != null) {
      queue.unwatch(left, this);
    }
    return ends;
  }

  /** Stops, and reports that code. */
  void fail(ReplyCode code) {
    if (stop()) {
      observer.onTrouble(code);
    }
  }

  @Override
  public void onEvent(QueuePort.Event event, String name) {
    step(() -> act(event, name));
  }

  private void act(QueuePort.Event event, String name) {
    switch (event) {
      case CHANGED, DELETED -> {
        forget(name);
        look();
      }
      case DISCONNECTED -> lookAgain(ReplyCode.CONNECTIONLOSS); // the watch may not be set again
      case ENDED -> fail(ReplyCode.SESSIONEXPIRED);
    }
  }

  /** In a moment, or when the connection is back, if that can help. */
  private void lookAgain(ReplyCode code) {
    if (over.get() || !awaitsConnection.compareAndSet(false, true)) {
      return; // one look is enough for all who noticed
    }
    boolean canHelp =
        queue.again(
            code,
            () -> {
              awaitsConnection.set(false);
              step(this::look);
            });
    if (!canHelp) {
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

  /**
   * The thread that brings an event or a reply drops what a step throws; then nobody would look.
   */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.debug("A contender in {} no longer knows behind whom it waits.", queue.path(), e);
      fail(ReplyCode.SYSTEMERROR);
    }
  }

  /** Its watch is used up. */
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
