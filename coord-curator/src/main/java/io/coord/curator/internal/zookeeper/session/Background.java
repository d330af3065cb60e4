package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.api.BackgroundCallback;

/**
 * Curator's background operations as replies, so that no thread waits for one. Code that is plugged
 * into the client (a schema, an ACL provider, a compression) is called while an operation is being
 * started; what it throws becomes a reply, too, and no outage.
 */
public final class Background {

  /** How the message begins with which a client that is closed refuses. */
  private static final String NOT_STARTED = "Expected state [STARTED]";

  private Background() {}

  /** Starts an operation of Curator with this callback. */
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
    } catch (Exception | Error e) { // Curator's, or that of code that is plugged into it
      reply.complete(isClosed(e) ? Reply.notSent(ReplyCode.CONNECTIONLOSS) : Reply.thrown(e));
    }
  }

  /** Curator has no other word for it. */
  private static boolean isClosed(Throwable thrown) {
    return thrown instanceof IllegalStateException
        && String.valueOf(thrown.getMessage()).startsWith(NOT_STARTED);
  }
}
