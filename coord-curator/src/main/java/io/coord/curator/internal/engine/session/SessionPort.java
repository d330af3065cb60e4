package io.coord.curator.internal.engine.session;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The session's port: everything the engines know about the connection. Nothing here waits for the
 * service.
 */
public interface SessionPort {

  /** The current state. */
  ConnectionState state();

  /** Whether the state is CONNECTED. */
  default boolean isConnected() {
    return state() == ConnectionState.CONNECTED;
  }

  /**
   * Whether a request can be sent now. The transport may know that it is disconnected long before
   * the state says so.
   */
  boolean canSend();

  /**
   * The number of the current connection epoch, a period of uninterrupted connection; 0 while not
   * connected. What was learned in an earlier one may have changed unnoticed.
   */
  long connectionEpoch();

  /** Notifies the observer, on that executor, of the current state and then of every change. */
  Subscription observe(Executor executor, Consumer<ConnectionState> observer);

  /** Completed when the Coordination or its client is closed. */
  CompletableFuture<Void> whenClosed();

  /**
   * Whether the client is closed, and its session with it. True before anybody is notified of that.
   */
  boolean isClientClosed();

  /** The current handle; null while there is no connection. Never blocks. */
  @Nullable Handle handle();

  /** The id of the current session; 0 while there is no connection. */
  default long sessionId() {
    Handle handle = handle();
    return handle == null ? 0 : handle.sessionId();
  }

  /**
   * The session timeout that the service last granted, in nanoseconds; 0 if it has granted none.
   */
  long grantedTimeoutNanos();

  /** The size limit of requests and replies, in bytes. Never blocks. */
  int juteMaxBuffer();

  Threads threads();

  /** How long the application's calls wait for the service. */
  Duration operationTimeout();
}
