package io.coord.curator.testing;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;

/**
 * The watches that a client knows of: those for which it would call somebody. The server may know
 * more, because taking one watcher off a path does not reach it.
 */
public final class ClientWatches {

  private static final List<String> KINDS =
      List.of("Data", "Exist", "Child", "Persistent", "PersistentRecursive");

  private ClientWatches() {}

  /** The paths, each with the kind of its watch. */
  public static List<String> of(CuratorFramework client) {
    List<String> watches = new ArrayList<>();
    try {
      ZooKeeper zooKeeper = client.getZookeeperClient().getZooKeeper();
      for (String kind : KINDS) {
        Method paths = ZooKeeper.class.getDeclaredMethod("get%sWatches".formatted(kind));
        paths.setAccessible(true);
        ((List<?>) paths.invoke(zooKeeper)).forEach(path -> watches.add(kind + " " + path));
      }
    } catch (Exception e) {
      throw new AssertionError("ZooKeeper does not tell its watches", e);
    }
    return watches;
  }
}
