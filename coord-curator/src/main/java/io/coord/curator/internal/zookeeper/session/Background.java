package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.api.BackgroundCallback;

/**
 * Runs Curator's background operations and returns their replies, so no thread waits for one.
 * Curator calls the client's plug-ins (schema, ACL provider, compression) while it starts an
 * operation; what they throw becomes a reply too, and does not count as an outage.
 */
public final class Background {

  /** How the message of a closed client begins. */
  private static final String NOT_STARTED = "Expected state [STARTED]";

  private Background() {}

  /** Starts one of Curator's operations with this callback. */
  @FunctionalInterface
  public interface Operation {
    void start(BackgroundCallback callback) throws Exception; // as Curator's forPath does
  }

  /**
   * Starts the operation; its reply is handed to {@code then} by the executor, in the order in
   * which replies and watch events arrive. {@code then} is called exactly once, whatever fails.
   */
  public static void start(Operation operation, Executor executor, Consumer<Reply> then) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    // Before the start: afterwards, this thread could queue the reply behind a later watch event.
    var unused = reply.thenAcceptAsync(then, executor);
    run(operation, reply);
  }

  /** Starts the operation; completed on a ZooKeeper thread with its reply, never exceptionally. */
  public static CompletableFuture<Reply> start(Operation operation) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    run(operation, reply);
    return reply;
  }

  private static void run(Operation operation, CompletableFuture<Reply> reply) {
    try {
      operation.start((client, event) -> reply.complete(Reply.of(event)));
    } catch (Exception | Error e) { // thrown by Curator or by a plug-in
      reply.complete(isClosed(e) ? Reply.notSent(ReplyCode.CONNECTIONLOSS) : Reply.thrown(e));
    }
  }

  /** Curator has no specific exception for a closed client. */
  private static boolean isClosed(Throwable thrown) {
    return thrown instanceof IllegalStateException
        && String.valueOf(thrown.getMessage()).startsWith(NOT_STARTED);
  }
}
