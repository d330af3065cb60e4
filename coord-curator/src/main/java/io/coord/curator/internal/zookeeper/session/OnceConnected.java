package io.coord.curator.internal.zookeeper.session;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;

/**
 * Runs an action once, as soon as there is a connection. It relies on Curator alone, so it still
 * works after the Coordination is closed, as long as the client is open. Once the client is closed,
 * the action never runs.
 */
public final class OnceConnected implements ConnectionStateListener {

  private final CuratorFramework client;
  private final Executor threads;
  private final Runnable action;
  private final AtomicBoolean done = new AtomicBoolean();

  private OnceConnected(CuratorFramework client, Executor threads, Runnable action) {
    this.client = client;
    this.threads = threads;
    this.action = action;
  }

  /** An executor that runs each task on these threads, once there is a connection. */
  public static Executor executor(CuratorFramework client, Executor threads) {
    return action -> run(client, threads, action);
  }

  /** Runs the action on these threads, now or as soon as there is a connection. */
  public static void run(CuratorFramework client, Executor threads, Runnable action) {
    OnceConnected once = new OnceConnected(client, threads, action);
    client.getConnectionStateListenable().addListener(once);
    once.runIfConnected(); // after subscribing, so as not to miss a connection
  }

  @Override
  public void stateChanged(CuratorFramework curator, ConnectionState state) {
    if (state.isConnected()) {
      runIfConnected();
    }
  }

  /** If the connection was lost in the meantime, Curator will report the next one. */
  private void runIfConnected() {
    if (client.getZookeeperClient().isConnected() && done.compareAndSet(false, true)) {
      client.getConnectionStateListenable().removeListener(this);
      threads.execute(action);
    }
  }
}
