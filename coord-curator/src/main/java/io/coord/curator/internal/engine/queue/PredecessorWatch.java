package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the queue without a thread: watches only the contender directly ahead of its own, so
 * that a release wakes one waiter, and lists the queue again when that contender changes.
 *
 * <p>It survives a lost connection, and lists again when the connection is back. It ends when its
 * handle is closed.
 */
final class PredecessorWatch implements QueuePort.Watch {

  /** Called on a thread that must not wait. */
  interface Observer {

    /** The current queue: decide again whom to wait behind, or stop waiting. */
    void onList(PredecessorWatch watch, List<String> contenders);

    /** The queue can no longer be read, for the given reason. The watch has ended. */
    void onTrouble(ReplyCode code);
  }

  private static final Log log = Log.of(PredecessorWatch.class);

  private final QueuePort queue;
  private final Observer observer;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean awaitsConnection = new AtomicBoolean();
  private volatile @Nullable String watched; // which may be watched; null if none is

  /** Watches nothing yet. */
  PredecessorWatch(QueuePort queue, Observer observer) {
    this.queue = queue;
    this.observer = observer;
  }

  /** Watches the contender with that name. */
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

  /** Stops waiting, and leaves no watch behind. False if it had already ended. */
  boolean stop() {
    boolean ends = over.compareAndSet(false, true);
    String left = watched;
    if (ends && left != null) {
      queue.unwatch(left, this);
    }
    return ends;
  }

  /** Stops, and reports the code. */
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

  /** Lists again in a moment, or when the connection is back, if that can help. */
  private void lookAgain(ReplyCode code) {
    if (over.get() || !awaitsConnection.compareAndSet(false, true)) {
      return; // one look is enough, however many noticed
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
   * A thread that delivers events and replies swallows what a step throws; then nobody would look
   * again.
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
