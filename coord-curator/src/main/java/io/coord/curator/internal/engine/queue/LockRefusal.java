package io.coord.curator.internal.engine.queue;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.ContenderDriver.NodeGoneException;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/** Tells failures for good of an attempt from those that another one may not meet. */
final class LockRefusal {

  private LockRefusal() {}

  /**
   * Why the lock will never be had; each waiter is told by an exception of its own.
   *
   * @return null if it may be had another time
   */
  static @Nullable Supplier<RuntimeException> of(
      Throwable failure, Connection connection, String lockName) {
    if (connection.isClientClosed()) {
      return () ->
          new IllegalStateException(
              "The Curator client of lock '%s' is closed.".formatted(lockName), failure);
    }
    if (failure instanceof InterruptedException
        || failure instanceof UnavailableException
        || failure instanceof NodeGoneException) {
      return null;
    }
    String action = "acquire lock '%s'".formatted(lockName);
    if (failure instanceof ReplyException reply) {
      return reply.code().isTransient()
          ? null
          : () -> Failures.translate(reply.code(), Intent.WRITE, action);
    }
    if (failure instanceof KeeperException keeper) {
      return Replies.code(keeper.code()).isTransient()
          ? null
          : () -> Failures.translate(Replies.code(keeper.code()), Intent.WRITE, action);
    }
    return () -> Failures.pluggedIn(failure, action); // nobody else throws anything
  }
}
