package io.coord.curator.internal.engine.session;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A connection to the service with one session for its whole life: whatever is asked of it is
 * answered for that session, is sent once, and in the order in which it was asked for. Answers come
 * on a thread that must not wait.
 */
public interface Handle {

  /** The id of its session; 0 before it has one. */
  long sessionId();

  /** Whether its session may still live: it was neither closed nor told of the end. */
  boolean isAlive();

  /** Whether it is connected to a server that takes writes. */
  boolean isConnected();

  /** The session timeout that it was granted, in nanoseconds. Known once it is connected. */
  long timeoutNanos();

  /** The most bytes that a request of its or a reply may have. */
  int juteMaxBuffer();

  /**
   * Asks a quorum whether all of these nodes exist; the answer is that about the first that fails.
   */
  void checkAll(List<String> paths, Consumer<ReplyCode> then);

  /** Reads whether each of these nodes exists; the answers are empty if none came. */
  void lookAtAll(List<String> paths, BiConsumer<ReplyCode, List<ReplyCode>> then);
}
