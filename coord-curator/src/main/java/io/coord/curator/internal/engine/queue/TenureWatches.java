package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Log;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The two watches of a tenure: one on the queue, for the first that queues behind it, and one on
 * its own node, for its loss. Neither needs to be removed: both fire when the node is deleted.
 */
final class TenureWatches {

  /** The tenure. Called with no monitor held; on any thread unless stated otherwise. */
  interface Observer {

    /** Whether it is over, so that nothing is watched any longer. */
    boolean isOver();

    /** On an engine thread: whether another process waits; if not, a watch is in place. */
    void onOthers(boolean waiting);

    /** On an engine thread: the node is gone, according to the server that was asked. */
    void onNodeGone();

    /** On an engine thread: the handle was closed, and the session with it. */
    void onHandleEnded();
  }

  private static final Log log = Log.of(TenureWatches.class);

  private final SessionPort session;
  private final LockPath parent;
  private final QueuedContender node;
  private final Observer observer;
  private final AtomicBoolean watched = new AtomicBoolean(); // whether its own node is

  // One of each, because a handle identifies a watch by its watcher.
  private final QueuePort.Watch onOwnNode = this::onOwnNode;
  private final QueuePort.Watch onChildren = this::onChildren;

  /** Watches nothing yet. */
  TenureWatches(SessionPort session, LockPath parent, QueuedContender node, Observer observer) {
    this.session = session;
    this.parent = parent;
    this.node = node;
    this.observer = observer;
  }

  /** Finds out whether others wait, and watches until somebody does. */
  void watchOthers() {
    if (parent.length().isDoubtful()) {
      observer.onOthers(true); // so many that listing them may cost the connection
    } else if (!observer.isOver()) {
      ask(
          () ->
              node.queue()
                  .list(
                      onChildren, (code, children) -> onEngine(() -> onContenders(code, children))),
          () -> onContenders(ReplyCode.CONNECTIONLOSS, List.of()));
    }
  }

  /** Watches its own node, if it does not already. */
  void watchOwnNode() {
    if (!observer.isOver() && watched.compareAndSet(false, true)) {
      ask(
          () ->
              node.queue()
                  .watch(node.name(), onOwnNode, code -> onEngine(() -> onOwnNodeSeen(code))),
          () -> onOwnNodeSeen(ReplyCode.CONNECTIONLOSS));
    }
  }

  /**
   * Sends nothing while there is no connection. The request goes to the handle and not through
   * Curator, which would retry after a lost connection, and log an error for each request that it
   * gives up (L18).
   */
  private void ask(Runnable request, Runnable notAsked) {
    try {
      if (session.canSend()) {
        request.run();
        return;
      }
    } catch (RuntimeException | Error e) {
      log.debug("Could not ask about {}.", node.path(), e);
    }
    notAsked.run();
  }

  private void onContenders(ReplyCode code, List<String> children) {
    if (!observer.isOver()) {
      // If that is not known, assume that others wait: the lock is passed on, and nobody starves.
      observer.onOthers(code != ReplyCode.OK || ContenderOrder.hasOthers(children, node.name()));
    }
  }

  /** A watch renewed after the tenure is over would never be removed. */
  private void onChildren(QueuePort.Event event, String name) {
    if (event == QueuePort.Event.CHANGED && !observer.isOver()) {
      onEngine(this::watchOthers);
    }
  }

  private void onOwnNodeSeen(ReplyCode code) {
    if (code == ReplyCode.NONODE) {
      observer.onNodeGone();
    } else if (code != ReplyCode.OK) {
      watched.set(false); // the next round tries again
    }
  }

  private void onOwnNode(QueuePort.Event event, String name) {
    switch (event) {
      case DELETED -> onEngine(observer::onNodeGone);
      case CHANGED -> {
        watched.set(false);
        onEngine(this::watchOwnNode);
      }
      case ENDED -> onEngine(observer::onHandleEnded);
      case DISCONNECTED -> {} // the connection's state also says so
    }
  }

  private void onEngine(Runnable task) {
    session.threads().engine().execute(task);
  }
}
