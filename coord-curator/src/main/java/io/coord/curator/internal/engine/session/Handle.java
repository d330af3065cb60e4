package io.coord.curator.internal.engine.session;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A connection to the service with one session for its whole life. Each request is sent once, in
 * that session, and in the order of the calls. Replies arrive on a thread that must not wait.
 */
public interface Handle {

  /** The id of its session; 0 before it has one. */
  long sessionId();

  /** Whether its session may still be alive: it is neither closed nor known to have expired. */
  boolean isAlive();

  /** Whether it is connected to a server that takes writes. */
  boolean isConnected();

  /** The session timeout that it was granted, in nanoseconds. Valid while connected. */
  long timeoutNanos();

  /** The size limit of its requests and replies, in bytes. */
  int juteMaxBuffer();

  /**
   * Asks a quorum whether all of these nodes exist; the reply is that of the first check that
   * fails.
   */
  void checkAll(List<String> paths, Consumer<ReplyCode> then);

  /** Reads whether each of these nodes exists; the list is empty if there was no reply. */
  void lookAtAll(List<String> paths, BiConsumer<ReplyCode, List<ReplyCode>> then);
}
