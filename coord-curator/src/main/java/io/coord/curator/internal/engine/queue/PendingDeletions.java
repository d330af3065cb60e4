package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.SingleFlight;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Deletes contenders' nodes. Each deletion is repeated until a server confirms that the node is
 * gone, in whatever session: a contender's name is never used twice. Without a connection nothing
 * is sent; pending deletions are kept here until the connection is back. Curator's guaranteed
 * delete would retry in an endless loop instead (hazard L18).
 *
 * <p>It keeps working after the Coordination is closed, as long as the client is open, and needs no
 * thread for that.
 */
public final class PendingDeletions {

  private static final Log log = Log.of(PendingDeletions.class);

  private final SessionPort session;
  private final QueuePort.Factory queues;
  private final Executor threads; // outlive the Coordination
  private final Set<String> left = ConcurrentHashMap.newKeySet(); // pending, not in flight
  private final SingleFlight looking;

  /** Sends nothing yet. */
  PendingDeletions(SessionPort session, QueuePort.Factory queues) {
    this.session = session;
    this.queues = queues;
    this.threads = session.threads().callbacks();
    this.looking = new SingleFlight(this::look, task -> queues.later(() -> threads.execute(task)));
  }

  /**
   * Deletes the node, now or when the connection is back.
   *
   * @param path of a contender, as the client knows it
   * @return completed, on a ZooKeeper thread, with the first reply; at once if there is no
   *     connection
   */
  CompletableFuture<ReplyCode> delete(String path) {
    CompletableFuture<ReplyCode> answer = new CompletableFuture<>();
    send(path, answer);
    return answer;
  }

  /** The connection is back: sends what is pending. */
  public void sendLeft() {
    for (String path : List.copyOf(left)) {
      if (queues.takesWrites() && left.remove(path)) { // nobody else sends it
        send(path, new CompletableFuture<>());
      }
    }
  }

  private void send(String path, CompletableFuture<ReplyCode> answer) {
    queues.delete(path, code -> onAnswer(path, code, answer));
  }

  private void onAnswer(String path, ReplyCode code, CompletableFuture<ReplyCode> answer) {
    if (code.isTransient()) {
      remember(path);
    } else if (code != ReplyCode.OK && code != ReplyCode.NONODE) {
      log.warn("{} cannot be deleted and stays until its session ends: {}.", path, code);
    }
    answer.complete(code);
  }

  private void remember(String path) {
    left.add(path);
    looking.request();
  }

  /** Checks from time to time for a connection, as long as something is pending. */
  private @Nullable CompletableFuture<?> look() {
    if (left.isEmpty() || session.isClientClosed()) {
      return null;
    }
    CompletableFuture<Void> looked = new CompletableFuture<>();
    queues.later(
        () -> {
          if (queues.isConnected()) { // a stricter check could block (C13)
            threads.execute(() -> sendLeft(looked));
          } else {
            lookAgain(looked);
          }
        });
    return looked;
  }

  private void sendLeft(CompletableFuture<Void> looked) {
    try {
      sendLeft();
    } finally {
      lookAgain(looked);
    }
  }

  private void lookAgain(CompletableFuture<Void> looked) {
    looking.request();
    looked.complete(null);
  }
}
