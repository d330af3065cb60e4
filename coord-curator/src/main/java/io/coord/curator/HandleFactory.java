package io.coord.curator;

import java.io.IOException;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Testable;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes handles whose session ends when the servers say so, or when ZooKeeper's own client gives up
 * on it.
 *
 * <p>Curator ends a session by its own clock, at the latest one session timeout after the
 * connection was lost. Servers that were all away for so long give it its full timeout anew, so it
 * would throw away every lock and every registration of the process for nothing. It does that by
 * means of {@link Testable}, and cannot be told not to (hazard C24).
 */
final class HandleFactory implements ZookeeperFactory {

  private static final Logger log = LoggerFactory.getLogger(HandleFactory.class);

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
    return new Handle(connectString, sessionTimeout, watcher, canBeReadOnly, config);
  }

  @SuppressWarnings("try") // close() throws InterruptedException, as ZooKeeper declares it
  private static final class Handle extends ZooKeeperAdmin {

    Handle(
        String connectString,
        int sessionTimeout,
        Watcher watcher,
        boolean canBeReadOnly,
        ZKClientConfig config)
        throws IOException {
      super(connectString, sessionTimeout, watcher, canBeReadOnly, config);
    }

    @Override
    public Testable getTestable() {
      return new Enduring(super.getTestable());
    }
  }

  private record Enduring(Testable testable) implements Testable {

    @Override
    public void injectSessionExpiration() {
      log.debug("Whether the session has ended is for the servers to say.");
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
