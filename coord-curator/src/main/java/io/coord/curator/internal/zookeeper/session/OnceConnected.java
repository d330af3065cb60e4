package io.coord.curator.internal.zookeeper.session;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;

/**
 * Something that is done as soon as there is a connection, once. It asks nobody but Curator, so it
 * goes on when the Coordination is closed and its client is not. If the client is closed it is
 * never done.
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

  /** These threads, for what is of no use without a connection. */
  public static Executor executor(CuratorFramework client, Executor threads) {
    return action -> run(client, threads, action);
  }

  /** Hands the action to these threads: now if there is a connection, or else when there is one. */
  public static void run(CuratorFramework client, Executor threads, Runnable action) {
    OnceConnected once = new OnceConnected(client, threads, action);
    client.getConnectionStateListenable().addListener(once);
    once.runIfConnected(); // after that: a connection that comes in between is not missed
  }

  @Override
  public void stateChanged(CuratorFramework curator, ConnectionState state) {
    if (state.isConnected()) {
      runIfConnected();
    }
  }

  /** If the connection is lost by now, Curator will report the next one, too. */
  private void runIfConnected() {
    if (client.getZookeeperClient().isConnected() && done.compareAndSet(false, true)) {
      client.getConnectionStateListenable().removeListener(this);
      threads.execute(action);
    }
  }
}
