package io.coord.curator.internal.zookeeper.session;

import io.coord.ConnectionListener;
import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEventType;
import org.apache.curator.framework.api.CuratorListener;
import org.apache.curator.framework.imps.CuratorFrameworkBase;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.ZooKeeper;

/**
 * Curator's connection states, translated to ours and told in order. On Curator's thread it only
 * records and queues: a slow listener there would delay the loss of the session for everybody
 * (hazard C3).
 */
public final class SessionMonitor implements AutoCloseable {

  private final CuratorFramework client;
  private final CuratorFramework root; // of which the client may be a namespace
  private final Executor callbacks;
  private final CuratorListener onClosing = (client, event) -> onCuratorEvent(event.getType());
  private final ConnectionStateListener onCurator = (client, state) -> onCuratorState(state);
  private final Listeners<ConnectionState> engines = new Listeners<>();
  private final Listeners<ConnectionState> application = new Listeners<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Object monitor = new Object();
  private boolean told; // guarded by monitor; Curator has told a state
  private long periods; // guarded by monitor
  private volatile long period; // written under monitor
  private volatile ConnectionState state = ConnectionState.CONNECTING; // written under monitor

  private SessionMonitor(CuratorFramework client, Executor callbacks) {
    this.client = client;
    this.root = client instanceof CuratorFrameworkBase base ? base.client() : client;
    this.callbacks = callbacks;
  }

  /** Begins to follow a client, connected or not. */
  public static SessionMonitor follow(CuratorFramework client, Executor callbacks) {
    SessionMonitor monitor = new SessionMonitor(client, callbacks);
    client.getConnectionStateListenable().addListener(monitor.onCurator);
    monitor.root.getCuratorListenable().addListener(monitor.onClosing);
    if (monitor.isServedFully()) {
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

  /**
   * Which time without an interruption of the connection this is; 0 while not connected. What was
   * learnt in another one may have changed unnoticed.
   */
  public long period() {
    return period;
  }

  /** Completed when the Coordination or its client is closed. */
  public CompletableFuture<Void> whenClosed() {
    return closed;
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
      if (state != ConnectionState.CLOSED) {
        application.tell(ConnectionState.CLOSED);
      }
      application.close();
    }
    closed.complete(null);
  }

  @Override
  public void close() {
    client.getConnectionStateListenable().removeListener(onCurator);
    root.getCuratorListenable().removeListener(onClosing);
    move(ConnectionState.CLOSED);
    closed.complete(null);
  }

  /** Connected to a server that writes, too (hazard C5). */
  private boolean isServedFully() {
    try {
      return client.getZookeeperClient().isConnected()
          && client.getZookeeperClient().getZooKeeper().getState() == ZooKeeper.States.CONNECTED;
    } catch (Exception e) { // declared by Curator: no connection can be had now
      return false;
    }
  }

  /** The client was connected before we followed it, and has told us nothing since. */
  private void begin() {
    synchronized (monitor) {
      if (!told) {
        move(ConnectionState.CONNECTED);
      }
    }
  }

  private void onCuratorState(org.apache.curator.framework.state.ConnectionState curator) {
    synchronized (monitor) {
      told = true;
      switch (curator) {
        case CONNECTED, RECONNECTED -> connected();
        // A server that only reads confirms nothing: neither locks nor registrations (hazard C5).
        case SUSPENDED, READ_ONLY -> move(ConnectionState.SUSPENDED);
        case LOST -> move(ConnectionState.LOST);
      }
    }
  }

  /** If it was connected before, what came between was dropped (hazard C3): look again at all. */
  private void connected() {
    if (state == ConnectionState.CONNECTED) {
      period = ++periods;
      engines.tell(ConnectionState.CONNECTED);
    } else {
      move(ConnectionState.CONNECTED);
    }
  }

  /** Curator tells no state when a client is closed. */
  private void onCuratorEvent(CuratorEventType type) {
    if (type == CuratorEventType.CLOSING) {
      move(ConnectionState.CLOSED);
      closed.complete(null);
    }
  }

  private void move(ConnectionState next) {
    synchronized (monitor) {
      if (next != state && isLegal(state, next)) {
        state = next;
        period = next == ConnectionState.CONNECTED ? ++periods : 0;
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
