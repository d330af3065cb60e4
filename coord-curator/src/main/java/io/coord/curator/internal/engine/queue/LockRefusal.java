package io.coord.curator.internal.engine.queue;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.session.SessionPort;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides which failures of an attempt are permanent, and which another attempt may avoid. */
final class LockRefusal {

  private LockRefusal() {}

  /**
   * Why the lock cannot be acquired. Each waiter gets its own exception.
   *
   * @return null if another attempt may succeed
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
