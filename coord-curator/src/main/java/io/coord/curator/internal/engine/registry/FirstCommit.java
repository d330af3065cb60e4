package io.coord.curator.internal.engine.registry;

import io.coord.IndeterminateException;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.registry.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * How a caller that registers gets its registration: by waiting for the first commit, or through a
 * future. If either ends without the registration, it is closed, so that nothing stays registered.
 *
 * @param registration whose reconciler is already at work
 */
record FirstCommit(SessionPort session, RegistrationImpl registration) {

  /** Waits for at most the operation timeout. */
  Registration await() throws InterruptedException {
    try {
      new Calls(session).await(registration.firstCommit());
      return registration;
    } catch (TimeoutException e) {
      registration.beginClose();
      throw notInTime(e);
    } catch (InterruptedException | RuntimeException | Error e) {
      registration.beginClose();
      throw e;
    }
  }

  /**
   * A future that listener threads complete. The registration holds on to it until then, and the
   * connection to the registration, so its caller need not.
   */
  CompletableFuture<Registration> future() {
    CompletableFuture<Registration> future = new CompletableFuture<>();
    // A caller that cancels it, or completes it in another way, does not want the registration.
    var unused =
        future.whenComplete(
            (result, failure) -> {
              if (result != registration) {
                registration.beginClose();
              }
            });
    var unusedToo =
        registration
            .firstCommit()
            .whenCompleteAsync(
                (nothing, failure) -> {
                  if (failure == null) {
                    future.complete(registration);
                  } else {
                    registration.beginClose(); // before the dependents run: they may take long
                    future.completeExceptionally(failure);
                  }
                },
                session.threads().callbacks());
    return future;
  }

  private RuntimeException notInTime(TimeoutException cause) {
    String action =
        "Could not register " + registration.path() + " within " + session.operationTimeout();
    return registration.mayHaveBeenSeen()
        ? new IndeterminateException(
            action + ": the reply is missing. Whatever was written is withdrawn in the background.",
            cause)
        : new UnavailableException(action + ": connection " + session.state() + ".", cause);
  }
}
