package io.coord.curator.internal.zookeeper.client;

import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Threads;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Testable;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Creates handles whose session ends when the servers say so, or when no server has replied for 4/3
 * of the session timeout, as in ZooKeeper's own client.
 *
 * <p>Curator ends a session by its own clock, at the latest one session timeout after the
 * connection was lost. If all servers were down that long, they give the session its full timeout
 * again when they are back, so Curator would needlessly give up every lock and registration of the
 * process. It does so through {@link Testable}, and this cannot be turned off (hazard C24).
 *
 * <p>But something must end the session eventually: servers whose data was wiped merely refuse the
 * session (hazard C12), and ZooKeeper's own client counts a connection that is accepted and then
 * closed as a sign of life (hazard C17). So a session that Curator wants to end does end, a third
 * of its timeout later, unless a server resumes it first.
 */
final class HandleFactory implements ZookeeperFactory {

  private static final Log log = Log.of(HandleFactory.class);

  private final Threads threads;

  HandleFactory(Threads threads) {
    this.threads = threads;
  }

  @Override
  public ZooKeeperAdmin newZooKeeper(
      String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
      throws IOException {
    return newZooKeeper(
        connectString, sessionTimeout, watcher, canBeReadOnly, new ZKClientConfig());
  }

  @Override
  public ZooKeeperAdmin newZooKeeper(
      String connectString,
      int sessionTimeout,
      Watcher watcher,
      boolean canBeReadOnly,
      ZKClientConfig config)
      throws IOException {
    Connections connections = new Connections(watcher);
    return new Handle(connectString, sessionTimeout, connections, canBeReadOnly, config);
  }

  /** Counts how often a server has created or resumed the session. */
  private static final class Connections implements Watcher {
    private final Watcher watcher;
    private final AtomicInteger count = new AtomicInteger();

    Connections(Watcher watcher) {
      this.watcher = watcher;
    }

    @Override
    public void process(WatchedEvent event) {
      if (event.getState() == KeeperState.SyncConnected
          || event.getState() == KeeperState.ConnectedReadOnly) {
        count.incrementAndGet();
      }
      watcher.process(event);
    }
  }

  @SuppressWarnings("try") // close() throws InterruptedException, as ZooKeeper declares it
  private final class Handle extends ZooKeeperAdmin {
    private final Connections connections;

    Handle(
        String connectString,
        int sessionTimeout,
        Connections connections,
        boolean canBeReadOnly,
        ZKClientConfig config)
        throws IOException {
      super(connectString, sessionTimeout, connections, canBeReadOnly, config);
      this.connections = connections;
    }

    @Override
    public Testable getTestable() {
      return new Enduring(super.getTestable(), this::expireLater);
    }

    /** Curator calls this one session timeout after the connection was lost. */
    private void expireLater() {
      int seen = connections.count.get();
      log.debug("Only the servers decide whether session 0x{} has ended.", sessionId());
      var unused =
          threads
              .timer()
              .schedule(
                  () -> threads.workers().execute(() -> expireUnlessResumed(seen)),
                  getSessionTimeout() / 3,
                  TimeUnit.MILLISECONDS);
    }

    private void expireUnlessResumed(int seen) {
      if (connections.count.get() == seen && !getState().isConnected()) {
        log.debug("No server has resumed session 0x{}; it is given up.", sessionId());
        super.getTestable().injectSessionExpiration();
      }
    }

    private String sessionId() {
      return Long.toHexString(getSessionId());
    }
  }

  private record Enduring(Testable testable, Runnable onExpiry) implements Testable {

    @Override
    public void injectSessionExpiration() {
      onExpiry.run();
    }

    @Override
    public void queueEvent(WatchedEvent event) {
      testable.queueEvent(event);
    }

    @Override
    public void closeSocket() throws IOException {
      testable.closeSocket();
    }
  }
}
