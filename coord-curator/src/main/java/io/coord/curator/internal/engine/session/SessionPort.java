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
 * The port of the session: all that the engines know of the connection. Nothing here waits for the
 * service.
 */
public interface SessionPort {

  /** The state as of now. */
  ConnectionState state();

  /** Whether the state is CONNECTED. */
  default boolean isConnected() {
    return state() == ConnectionState.CONNECTED;
  }

  /**
   * Whether a request can be sent now. The transport may know for long that it is not connected
   * before the state says so.
   */
  boolean canSend();

  /**
   * Which connection epoch this is: a time without an interruption of the connection. 0 while not
   * connected. What was learnt in another one may have changed unnoticed.
   */
  long connectionEpoch();

  /** Notifies the observer, by that executor, of the present state and then of every change. */
  Subscription observe(Executor executor, Consumer<ConnectionState> observer);

  /** Completed when the Coordination or its client is closed. */
  CompletableFuture<Void> whenClosed();

  /** Whether the client is closed, and its session with it. True before anybody is notified. */
  boolean isClientClosed();

  /** The present handle; null while there is no connection. Never blocks. */
  @Nullable Handle handle();

  /** The id of the present session; 0 while there is no connection. */
  default long sessionId() {
    Handle handle = handle();
    return handle == null ? 0 : handle.sessionId();
  }

  /**
   * The session timeout that the service granted last, in nanoseconds; 0 if it has granted none.
   */
  long grantedTimeoutNanos();

  /** The size limit of requests and replies, in bytes. Never blocks. */
  int juteMaxBuffer();

  Threads threads();

  /** How long a call of the application waits for the service. */
  Duration operationTimeout();
}
