package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The port of one node and its children: reads, and reports of what changes. Nothing here waits for
 * the service. Replies and reports of one session reach the executor in the order in which the
 * server sent them, so what arrives later was read later.
 */
public interface MembershipPort {

  /** The ports of one Coordination. */
  interface Factory {

    /** The port of the node at that path. Sends nothing yet. */
    MembershipPort open(String path);
  }

  String path();

  /**
   * Lists the children as of now or later: a server that lags behind its leader catches up first.
   */
  void list(Executor serial, ListReply then);

  /** Reads these children, of which there is at least one, in one request. */
  void read(List<String> names, Executor serial, ReadReply then);

  /** Reads one child as of now or later: a server that lags behind its leader catches up first. */
  void readLatest(String name, Executor serial, ReadReply then);

  /** A watch of the node and its children, not started yet. */
  Watch watch(Executor serial, Reports reports);

  /** Receives the children's own names; none unless the code is OK. */
  @FunctionalInterface
  interface ListReply {
    void onList(ReplyCode code, List<String> names, @Nullable NodeStat parent);
  }

  /** Receives the children that were read; none unless the code is OK. */
  @FunctionalInterface
  interface ReadReply {
    void onRead(ReplyCode code, List<Child> children);
  }

  /**
   * One child as read.
   *
   * @param name the node's own name
   * @param code OK, or why it could not be read
   * @param stat of the node; null unless OK
   * @param data of the node; empty unless OK
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Child(String name, ReplyCode code, @Nullable NodeStat stat, byte[] data) {}

  /** Keeps itself in place across reconnections, until it is closed. */
  interface Watch extends AutoCloseable {

    /** Starts in the background, as soon as there is a connection. */
    void start();

    /** Reports nothing more; closes in the background. Once, and after {@link #start}. */
    @Override
    void close();
  }

  /** What a watch reports. */
  interface Reports {

    /**
     * The node was read: the watch is in place again, and earlier changes stay unreported. Or the
     * node was created or written.
     */
    void onRoot(NodeStat stat);

    /** The node is absent. */
    void onRootGone();

    /** A child was created or written. */
    void onChild(String name, NodeStat stat, byte[] data);

    /** A child was deleted, and may have been created again since. */
    void onChildGone(String name);

    /** The node or a child could not be read; which one is not known. */
    void onReadFailure(ReplyCode code);
  }
}
