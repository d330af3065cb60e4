package io.coord.curator.internal.session;

import io.coord.ConnectionListener;
import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionStateListener;

/**
 * Curator's connection states, translated to ours and told in order. On Curator's thread it only
 * records and queues: a slow listener there would delay the loss of the session for everybody
 * (hazard C3).
 */
public final class SessionMonitor implements AutoCloseable {

  private final CuratorFramework client;
  private final Executor callbacks;
  private final ConnectionStateListener onCurator = (client, state) -> onCuratorState(state);
  private final Listeners<ConnectionState> engines = new Listeners<>();
  private final Listeners<ConnectionState> application = new Listeners<>();
  private final Object monitor = new Object();
  private volatile ConnectionState state = ConnectionState.CONNECTING; // written under monitor

  private SessionMonitor(CuratorFramework client, Executor callbacks) {
    this.client = client;
    this.callbacks = callbacks;
  }

  /** Begins to follow a client, connected or not. */
  public static SessionMonitor follow(CuratorFramework client, Executor callbacks) {
    SessionMonitor monitor = new SessionMonitor(client, callbacks);
    client.getConnectionStateListenable().addListener(monitor.onCurator);
    if (client.getZookeeperClient().isConnected()) {
      monitor.begin();
    }
    return monitor;
  }

  /** The state as of now, without waiting for anything. */
  public ConnectionState state() {
    return state;
  }

  public boolean isConnected() {
    return state == ConnectionState.CONNECTED;
  }

  /** For the application: called on threads that serve listeners. */
  public Subscription subscribe(ConnectionListener listener) {
    synchronized (monitor) {
      return application.subscribe(callbacks, listener::onChange, List.of(state));
    }
  }

  /** For the engines: told the present state first and then every change, by that executor. */
  public Subscription observe(Executor executor, Consumer<ConnectionState> observer) {
    synchronized (monitor) {
      return engines.subscribe(executor, observer, List.of(state));
    }
  }

  /** The application has closed it; the engines may have something left to remove. */
  public void closeForApplication() {
    synchronized (monitor) {
      application.tell(ConnectionState.CLOSED);
      application.close();
    }
  }

  @Override
  public void close() {
    client.getConnectionStateListenable().removeListener(onCurator);
    move(ConnectionState.CLOSED);
  }

  /** The client was connected before we followed it, and has told us nothing since. */
  private void begin() {
    synchronized (monitor) {
      if (state == ConnectionState.CONNECTING) {
        move(ConnectionState.CONNECTED);
      }
    }
  }

  private void onCuratorState(org.apache.curator.framework.state.ConnectionState curator) {
    switch (curator) {
      case CONNECTED, RECONNECTED -> move(ConnectionState.CONNECTED);
      // A server that only reads confirms nothing: neither locks nor registrations (hazard C5).
      case SUSPENDED, READ_ONLY -> move(ConnectionState.SUSPENDED);
      case LOST -> move(ConnectionState.LOST);
    }
  }

  private void move(ConnectionState next) {
    synchronized (monitor) {
      if (next != state && isLegal(state, next)) {
        state = next;
        engines.tell(next);
        application.tell(next);
      }
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
