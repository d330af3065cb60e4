package io.coord.curator;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes handles whose session ends when the servers say so, or when no server has answered for 4/3
 * of the session timeout, as ZooKeeper's own client has it.
 *
 * <p>Curator ends a session by its own clock, at the latest one session timeout after the
 * connection was lost. Servers that were all away for so long give it its full timeout anew, so it
 * would throw away every lock and every registration of the process for nothing. It does that by
 * means of {@link Testable}, and cannot be told not to (hazard C24).
 *
 * <p>But somebody has to end it some time: servers whose data were wiped turn the session away and
 * say nothing else (hazard C12), and ZooKeeper's own client takes a connection that is accepted and
 * closed for a sign of life (hazard C17). So what Curator wants ended ends a little later, unless a
 * server has taken the session up in between.
 */
final class HandleFactory implements ZookeeperFactory {

  private static final Logger log = LoggerFactory.getLogger(HandleFactory.class);

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

  /** How often the session was taken up by a server. */
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

    /** Curator asks for it one timeout after the connection was lost. */
    private void expireLater() {
      int seen = connections.count.get();
      log.debug("Whether session 0x{} has ended is for the servers to say.", sessionId());
      var unused =
          threads
              .timer()
              .schedule(
                  () -> threads.workers().execute(() -> expireUnlessTakenUp(seen)),
                  getSessionTimeout() / 3,
                  TimeUnit.MILLISECONDS);
    }

    private void expireUnlessTakenUp(int seen) {
      if (connections.count.get() == seen && !getState().isConnected()) {
        log.debug("No server has taken session 0x{} up again; it is given up.", sessionId());
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
