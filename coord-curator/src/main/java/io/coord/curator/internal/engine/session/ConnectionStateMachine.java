package io.coord.curator.internal.engine.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.ConnectionListener;
import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The state of the connection, driven by what the client reports and published in order. Reports
 * that do not fit the current state are dropped: a lost session stays lost until there is another
 * one, and nothing can be lost before the first connection. Thread-safe; publishing only queues.
 *
 * <pre>
 * CONNECTING ──► CONNECTED ◄──► SUSPENDED
 *                  ▲   │            │
 *                  │   ▼            │
 *                  └─ LOST ◄────────┘        any of them ──► CLOSED
 * </pre>
 *
 * <p>Each period of uninterrupted connection is a <em>connection epoch</em>: what was learned in an
 * earlier one may have changed unnoticed.
 */
public final class ConnectionStateMachine {

  private final Executor callbacks;
  private final Listeners<ConnectionState> engines = new Listeners<>();
  private final Listeners<ConnectionState> application = new Listeners<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private boolean reported; // the client has reported a state

  @GuardedBy("monitor")
  private long epochs;

  private volatile long epoch; // written under monitor
  private volatile ConnectionState state = ConnectionState.CONNECTING; // written under monitor

  /**
   * Starts in state CONNECTING.
   *
   * @param callbacks threads for listeners of the application
   */
  public ConnectionStateMachine(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /** The state as of now. */
  public ConnectionState state() {
    return state;
  }

  /** Which connection epoch this is; 0 while not connected. */
  public long epoch() {
    return epoch;
  }

  /** Completed when this is closed. */
  public CompletableFuture<Void> whenClosed() {
    return closed;
  }

  /** Notifies the application's listener of the current state and then of every change. */
  public Subscription subscribe(ConnectionListener listener) {
    Subscription subscription;
    synchronized (monitor) {
      subscription = application.subscribe(callbacks, listener::onChange, List.of(state));
    }
    application.handOver();
    return subscription;
  }

  /** Notifies the engine's observer of the current state and then of every change. */
  public Subscription observe(Executor executor, Consumer<ConnectionState> observer) {
    Subscription subscription;
    synchronized (monitor) {
      subscription = engines.subscribe(executor, observer, List.of(state));
    }
    engines.handOver();
    return subscription;
  }

  /** The client was found connected, which no longer matters once it has reported a state. */
  public void foundConnected() {
    synchronized (monitor) {
      if (!reported) {
        move(ConnectionState.CONNECTED);
      }
    }
    handOver();
  }

  /**
   * Connected to a server that takes writes. If it already was, reports in between were dropped: a
   * new epoch begins, and the engines must check everything again.
   */
  public void connected() {
    synchronized (monitor) {
      reported = true;
      if (state == ConnectionState.CONNECTED) {
        epoch = ++epochs;
        engines.publish(ConnectionState.CONNECTED);
      } else {
        move(ConnectionState.CONNECTED);
      }
    }
    handOver();
  }

  /** Not connected, or to a server that takes no writes. */
  public void suspended() {
    report(ConnectionState.SUSPENDED);
  }

  /** The session has ended. */
  public void lost() {
    report(ConnectionState.LOST);
  }

  /** The client is closed, and its session with it; or the engines have nothing left to do. */
  public void close() {
    report(ConnectionState.CLOSED);
    closed.complete(null);
  }

  /** The application has closed the Coordination; the engines may still have nodes to remove. */
  public void closeForApplication() {
    synchronized (monitor) {
      if (state != ConnectionState.CLOSED) {
        application.publish(ConnectionState.CLOSED);
      }
      application.close();
    }
    handOver();
    closed.complete(null);
  }

  private void report(ConnectionState next) {
    synchronized (monitor) {
      reported = true;
      move(next);
    }
    handOver();
  }

  /** Without the monitor. */
  private void handOver() {
    engines.handOver();
    application.handOver();
  }

  @GuardedBy("monitor")
  private void move(ConnectionState next) {
    if (next != state && isLegal(state, next)) {
      state = next;
      epoch = next == ConnectionState.CONNECTED ? ++epochs : 0;
      engines.publish(next);
      application.publish(next);
    }
  }

  private static boolean isLegal(ConnectionState from, ConnectionState to) {
    return switch (from) {
      case CONNECTING -> to == ConnectionState.CONNECTED || to == ConnectionState.CLOSED;
      case CONNECTED, SUSPENDED -> true;
      case LOST -> to != ConnectionState.SUSPENDED;
      case CLOSED -> false;
    };
  }
}
