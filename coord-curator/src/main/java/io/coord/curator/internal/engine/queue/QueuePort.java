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
 * The port of one lock's queue. All of it goes through one handle, and so belongs to one session: a
 * contender dies with its own. Each request is sent once and answered once, whatever fails. Answers
 * and events come in the order of the requests, on a thread that must not wait; if nothing could be
 * sent, the calling thread brings the answer.
 */
public interface QueuePort {

  /** The ports of one Coordination. */
  interface Factory {

    /**
     * The port of that lock, by the present handle. Sends nothing.
     *
     * @throws io.coord.UnavailableException if there is no handle at the moment
     */
    QueuePort open(LockPath lock);

    /**
     * Has an InterProcessMutex queue for the lock, on a worker. It asks {@code steps} for each
     * decision, and tells it when it is over.
     */
    void runMutex(LockPath lock, byte[] label, MutexSteps steps);

    /** Whether there is a connection, which may only read. Known after the Coordination's end. */
    boolean isConnected();

    /** Whether there is a connection that takes writes. Known after the Coordination's end. */
    boolean takesWrites();

    /**
     * Deletes a node, whose path is the client's, by whatever handle there is. CONNECTIONLOSS at
     * once if none takes writes.
     */
    void delete(String path, Consumer<ReplyCode> then);
  }

  /** What happens to a node that is watched, or to the watch. */
  enum Event {
    /** Its data, or for a list its children, have changed. The watch is gone with that. */
    CHANGED,
    /** It is gone, and so is the watch. */
    DELETED,
    /** The connection is lost; the watch is set again with the next one of the same session. */
    DISCONNECTED,
    /** The handle has ended, and its session with it. */
    ENDED
  }

  /** Takes the events of a watch. A handle knows a watch by its identity. */
  @FunctionalInterface
  interface Watch {

    /** Something happened to the node of that name; empty if it concerns the connection. */
    void onEvent(Event event, String name);
  }

  /** Takes what came of a creation: with OK, the name of the node and its stat. */
  @FunctionalInterface
  interface CreateCallback {
    void onCreated(ReplyCode code, @Nullable String name, @Nullable NodeStat stat);
  }

  /**
   * What is in a contender's node.
   *
   * @param data null if there are none
   * @param stat null if the node is gone
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Label(byte @Nullable [] data, @Nullable NodeStat stat) {}

  /** Code that is plugged into the client failed, so that nothing was sent. */
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

  /** The handle that all of it goes through. */
  Handle handle();

  /** The path of the lock's node as the service knows it. */
  String path();

  /**
   * Creates a contender: an ephemeral node of that name, to which the service adds a number. What
   * is plugged into the client gives it its access rights, compresses its data, and may refuse it.
   *
   * @param mark put before the name; no rule of the client's knows it
   * @return what the node will hold
   * @throws PlugInException if a plug-in throws; nothing was sent
   */
  byte[] create(String mark, String name, byte[] data, CreateCallback then) throws PlugInException;

  /**
   * Lists the contenders, and whatever else is there. Answered with {@link QueueLength#TOO_LONG} if
   * the list is known not to fit into a reply.
   *
   * @param watch for the next change of the list, set if it is read; null for none
   */
  void list(@Nullable Watch watch, BiConsumer<ReplyCode, List<String>> then);

  /** Lists without a watch. */
  default void list(BiConsumer<ReplyCode, List<String>> then) {
    list(null, then);
  }

  /** Names the ephemeral nodes of the session, wherever they are; needs no right to read. */
  void listOwn(BiConsumer<ReplyCode, List<String>> then);

  /** Lets the server catch up with its leader. */
  void sync(Consumer<ReplyCode> then);

  /** Looks whether a contender's node exists. */
  void look(String name, BiConsumer<ReplyCode, @Nullable NodeStat> then);

  /**
   * Reads a contender's label, decompressed if the client compresses.
   *
   * @return fails with a {@link io.coord.curator.internal.engine.ReplyException} or a {@link
   *     PlugInException}
   */
  CompletableFuture<Label> readLabel(String name);

  /** Writes a contender's node, with data as a creation has returned them. */
  void write(String name, byte[] data, BiConsumer<ReplyCode, @Nullable NodeStat> then);

  /** Watches a contender's node; of one that is gone it leaves no watch. */
  void watch(String name, Watch watch, Consumer<ReplyCode> then);

  /** Takes the watch off, also one whose request is still under way. Never throws. */
  void unwatch(String name, Watch watch);

  /**
   * Takes that step in a moment, or when the connection is back, if what failed so can still
   * succeed. If the handle ends meanwhile the step is taken, too, and is answered with that.
   *
   * @return whether it can
   */
  boolean again(ReplyCode code, Runnable step);
}
