package io.coord.curator.internal.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.api.BackgroundCallback;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/** Curator's background operations as futures, so that no thread waits for a reply. */
public final class Background {

  private Background() {}

  /** Starts an operation of Curator with this callback. */
  @FunctionalInterface
  public interface Operation {
    void start(BackgroundCallback callback) throws Exception; // as Curator's forPath does
  }

  /**
   * Starts the operation and hands its answer to {@code then}, run by {@code executor}; a failure to
   * start is an answer too. {@code then} is called exactly once.
   */
  public static void start(Operation operation, Executor executor, Consumer<Reply> then) {
    var unused = start(operation).thenAcceptAsync(then, executor);
  }

  /** Starts the operation; completed on a ZooKeeper thread with its answer, never exceptionally. */
  public static CompletableFuture<Reply> start(Operation operation) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    try {
      operation.start((client, event) -> reply.complete(Reply.of(event)));
    } catch (KeeperException e) {
      reply.complete(new Reply(e.code(), null));
    } catch (Exception e) {
      // Not started: the client is closed, or its connection cannot be had at the moment.
      reply.complete(new Reply(Code.CONNECTIONLOSS, null));
    }
    return reply;
  }
}
