package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the queue without a thread: watches the contender before its own, and no other, so that
 * a release wakes up but one; lists the queue again when that one has changed.
 *
 * <p>It outlasts a lost connection: when that is back, it lists again. It is over with its handle.
 */
final class PredecessorWatch implements QueuePort.Watch {

  /** Called on a thread that must not wait. */
  interface Observer {

    /** What the queue is now: look again behind whom to wait, or wait no more. */
    void onList(PredecessorWatch watch, List<String> contenders);

    /** It cannot be known, as it was answered so. The watch is over. */
    void onTrouble(ReplyCode code);
  }

  private static final Log log = Log.of(PredecessorWatch.class);

  private final QueuePort queue;
  private final Observer observer;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean awaitsConnection = new AtomicBoolean();
  private volatile @Nullable String watched; // whose watch may be in place; null if there is none

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
      queue.unwatch(predecessor, this); // the other removal may have been sent before
    }
  }

  /** Lists the contenders. A watch that is in place stays: it is set again with a connection. */
  void look() {
    if (!over.get()) {
      queue.list((code, contenders) -> step(() -> onList(code, contenders)));
    }
  }

  /** Waits no more, and leaves no watch. False if it was over. */
  boolean stop() {
    boolean ends = over.compareAndSet(false, true);
    String left = watched;
    if (ends && left != null) {
      queue.unwatch(left, this);
    }
    return ends;
  }

  /** What is known of the queue is of no use. */
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
              step(this::look);
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

  /** Whoever brings an event or a reply would drop what a step throws; then nobody would look. */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.debug("A contender in {} does not know any more behind whom it waits.", queue.path(), e);
      fail(ReplyCode.SYSTEMERROR);
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
