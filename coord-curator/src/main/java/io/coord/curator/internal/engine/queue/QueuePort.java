package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.Handle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port of one lock's queue. All requests go through one handle and so belong to one session,
 * with which their contender dies. Each is sent once and gets one reply, whatever fails. Replies
 * and events arrive in the order of the requests, on a thread that must not wait; if nothing could
 * be sent, the calling thread delivers the reply.
 */
public interface QueuePort {

  /** The ports of one Coordination. */
  interface Factory {

    /**
     * The lock's queue as the current handle sees it. Sends nothing.
     *
     * @throws io.coord.UnavailableException if there is no handle at the moment
     */
    QueuePort open(LockPath lock);

    /**
     * Lets an InterProcessMutex queue for the lock, on a worker. It asks {@code steps} for each
     * decision, and reports its outcome there.
     */
    void runMutex(LockPath lock, byte[] label, MutexSteps steps);

    /**
     * Runs the task in a moment, on a shared thread, so the task must only hand over. Still works
     * after the close.
     */
    void later(Runnable task);

    /** Whether there is a connection, perhaps only for reads. Still works after the close. */
    boolean isConnected();

    /** Whether there is a connection that takes writes. Still works after the close. */
    boolean takesWrites();

    /**
     * Deletes a node through the current handle, whichever it is. CONNECTIONLOSS at once if none
     * takes writes.
     *
     * @param path as the client knows it
     */
    void delete(String path, Consumer<ReplyCode> then);
  }

  /** What happened to a watched node, or to the watch. */
  enum Event {
    /** Its data changed, or its children if the watch is on a list; the watch is used up. */
    CHANGED,
    /** It is gone, and so is the watch. */
    DELETED,
    /** The connection is lost; the watch is set again on the session's next connection. */
    DISCONNECTED,
    /** The handle is closed or expired, and its session with it. */
    ENDED
  }

  /** Takes the events of a watch. A handle distinguishes watches by identity. */
  @FunctionalInterface
  interface Watch {

    /** Something happened to the node with that name, or to the connection if the name is empty. */
    void onEvent(Event event, String name);
  }

  /** Takes the reply to a creation; name and stat come only with OK. */
  @FunctionalInterface
  interface CreateCallback {
    void onCreated(ReplyCode code, @Nullable String name, @Nullable NodeStat stat);
  }

  /**
   * What is in a contender's node.
   *
   * @param data null if there is none
   * @param stat null if the node is gone
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Label(byte @Nullable [] data, @Nullable NodeStat stat) {}

  /** One of the client's plug-ins threw, so nothing was sent. */
  final class PlugInException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable thrown;

    public PlugInException(Throwable thrown) {
      super(thrown);
      this.thrown = thrown;
    }

    Throwable thrown() {
      return thrown;
    }
  }

  /** The handle that all requests go through. */
  Handle handle();

  /** The path of the lock's node as the service knows it. */
  String path();

  /**
   * Creates a contender: an ephemeral node with that name, to which the service appends a number.
   * The client's plug-ins supply its ACL, compress its data, and may reject it.
   *
   * @param mark prefixed to the name, but hidden from the client's plug-ins
   * @return the data that the node will hold
   * @throws PlugInException if a plug-in throws; nothing was sent
   */
  byte[] create(String mark, String name, byte[] data, CreateCallback then) throws PlugInException;

  /**
   * Lists the contenders, and any other children. The reply is {@link QueueLength#TOO_LONG} if the
   * list is known not to fit into one.
   *
   * @param watch for the next change of the list, set if the list is read; null for none
   */
  void list(@Nullable Watch watch, BiConsumer<ReplyCode, List<String>> then);

  /** Lists without a watch. */
  default void list(BiConsumer<ReplyCode, List<String>> then) {
    list(null, then);
  }

  /** Names the ephemeral nodes of the session, wherever they are; needs no read permission. */
  void listOwn(BiConsumer<ReplyCode, List<String>> then);

  /**
   * Lets the server catch up: all that the leader had proposed is committed, and applied there. A
   * transaction, as a leader answers a {@code sync} of its own clients at once (L17).
   */
  void sync(Consumer<ReplyCode> then);

  /** Reads the stat of a contender's node. */
  void look(String name, BiConsumer<ReplyCode, @Nullable NodeStat> then);

  /**
   * Reads a contender's label, decompressed if the client uses compression.
   *
   * @return fails with a {@link io.coord.curator.internal.engine.ReplyException} or a {@link
   *     PlugInException}
   */
  CompletableFuture<Label> readLabel(String name);

  /** Writes a contender's node, with the data that its creation returned. */
  void write(String name, byte[] data, BiConsumer<ReplyCode, @Nullable NodeStat> then);

  /** Watches a contender's node; sets no watch if the node is gone. */
  void watch(String name, Watch watch, Consumer<ReplyCode> then);

  /** Removes the watch, even one whose request is still in flight. Never throws. */
  void unwatch(String name, Watch watch);

  /**
   * Takes the step in a moment, or when the connection is back, if a request that failed with that
   * code can still succeed. If the handle is closed in the meantime, the step is taken and its
   * requests fail.
   *
   * @return whether it can
   */
  boolean again(ReplyCode code, Runnable step);
}
