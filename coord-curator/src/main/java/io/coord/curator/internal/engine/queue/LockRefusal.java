package io.coord.curator.internal.engine.queue;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.session.SessionPort;
import java.util.function.Supplier;
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
      Throwable failure, SessionPort session, String lockName) {
    if (session.isClientClosed()) {
      return () ->
          new IllegalStateException(
              "The Curator client of lock '%s' is closed.".formatted(lockName), failure);
    }
    if (failure instanceof InterruptedException || failure instanceof UnavailableException) {
      return null;
    }
    String action = "acquire lock '%s'".formatted(lockName);
    if (failure instanceof ReplyException reply) {
      return reply.code().isTransient()
          ? null
          : () -> Failures.translate(reply.code(), Intent.WRITE, action);
    }
    Throwable thrown =
        failure instanceof QueuePort.PlugInException plugIn ? plugIn.thrown() : failure;
    return () -> Failures.pluggedIn(thrown, action); // nobody else throws anything
  }
}
