package io.coord.curator.bench;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooKeeper;

/**
 * The client that the tutorials teach: a watch on the list of children, and whenever it fires, the
 * list again and every child's data, one by one. It does not see changes of data.
 */
final class TutorialView implements ViewPeer {

  private final CuratorFramework client; // connects; the rest is the raw API
  private final String path;
  private final ViewListener listener;
  private volatile Map<String, String> servers = Map.of();

  TutorialView(CuratorFramework client, String service, ViewListener listener) {
    this.client = client;
    this.path = SERVICES + "/" + service;
    this.listener = listener;
  }

  @Override
  public void load(int members) throws Exception {
    read();
    if (servers.size() != members) {
      throw new IllegalStateException("read %d members".formatted(servers.size()));
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private void onEvent(WatchedEvent event) {
    if (event.getType() == EventType.NodeChildrenChanged) {
      try {
        read();
        listener.whole(servers::keySet);
      } catch (Exception e) {
        // Closed; or what a tutorial does not think of.
      }
    }
  }

  private void read() throws Exception {
    ZooKeeper zooKeeper = client.getZookeeperClient().getZooKeeper();
    Map<String, String> read = new LinkedHashMap<>();
    for (String name : zooKeeper.getChildren(path, this::onEvent)) {
      try {
        byte[] data = zooKeeper.getData(path + "/" + name, false, null);
        read.put(name, new String(data, StandardCharsets.UTF_8));
      } catch (KeeperException.NoNodeException e) {
        // It left in between.
      }
    }
    servers = read;
  }
}
