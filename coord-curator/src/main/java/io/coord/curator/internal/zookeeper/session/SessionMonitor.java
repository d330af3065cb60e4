package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEventType;
import org.apache.curator.framework.api.CuratorListener;
import org.apache.curator.framework.imps.CuratorFrameworkBase;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.ZooKeeper;

/**
 * Reports Curator's connection states to a {@link ConnectionStateMachine}. On Curator's thread it
 * does nothing else: a slow listener there would delay the report of a lost session for everybody
 * (hazard C3).
 */
public final class SessionMonitor implements AutoCloseable {

  private final CuratorFramework client;
  private final CuratorFramework root; // the client may be a namespaced view of it
  private final ConnectionStateMachine states;
  private final CuratorListener onClosing = (client, event) -> onCuratorEvent(event.getType());
  private final ConnectionStateListener onState = (client, state) -> onCuratorState(state);

  private SessionMonitor(CuratorFramework client, ConnectionStateMachine states) {
    this.client = client;
    this.root = client instanceof CuratorFrameworkBase base ? base.client() : client;
    this.states = states;
  }

  /** Starts following a client, connected or not. */
  public static SessionMonitor follow(CuratorFramework client, ConnectionStateMachine states) {
    SessionMonitor monitor = new SessionMonitor(client, states);
    client.getConnectionStateListenable().addListener(monitor.onState);
    monitor.root.getCuratorListenable().addListener(monitor.onClosing);
    if (monitor.isServedFully()) {
      states.foundConnected();
    }
    return monitor;
  }

  /** The state machine it reports to. */
  public ConnectionStateMachine states() {
    return states;
  }

  /** Stops following the client; the state becomes CLOSED. */
  @Override
  public void close() {
    client.getConnectionStateListenable().removeListener(onState);
    root.getCuratorListenable().removeListener(onClosing);
    states.close();
  }

  /** Connected to a server that takes writes (hazard C5). */
  private boolean isServedFully() {
    try {
      return client.getZookeeperClient().isConnected()
          && client.getZookeeperClient().getZooKeeper().getState() == ZooKeeper.States.CONNECTED;
    } catch (Exception e) { // as Curator declares it: there is no connection now
      return false;
    }
  }

  private void onCuratorState(ConnectionState curator) {
    switch (curator) {
      case CONNECTED, RECONNECTED -> states.connected();
      // A read-only server cannot confirm locks or registrations (hazard C5).
      case SUSPENDED, READ_ONLY -> states.suspended();
      case LOST -> states.lost();
    }
  }

  /** Curator reports no state when a client is closed. */
  private void onCuratorEvent(CuratorEventType type) {
    if (type == CuratorEventType.CLOSING) {
      states.close();
    }
  }
}
