package io.coord.curator.bench;

import io.coord.curator.bench.LockPeer.Cycle;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * The requests of a lock written by hand on ZooKeeper's raw API, and no more: no care for lost
 * connections, interrupts or expiry. The readable one, with that care, is among the examples, which
 * this module cannot see; on the path measured here both send the same.
 */
final class NativeLock implements Cycle {

  private final ZooKeeper zooKeeper;
  private final String root;

  NativeLock(ZooKeeper zooKeeper, String root) {
    this.zooKeeper = zooKeeper;
    this.root = root;
  }

  @Override
  public long run() throws KeeperException, InterruptedException {
    String path =
        zooKeeper.create(
            root + "/seq-", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    String mine = path.substring(root.length() + 1);
    while (true) {
      List<String> queue = zooKeeper.getChildren(root, false).stream().sorted().toList();
      int place = queue.indexOf(mine);
      if (place == 0) {
        break;
      }
      awaitEvent(root + "/" + queue.get(place - 1));
    }
    zooKeeper.delete(path, -1);
    return Long.parseLong(mine.substring("seq-".length()));
  }

  private void awaitEvent(String predecessor) throws KeeperException, InterruptedException {
    CountDownLatch happened = new CountDownLatch(1);
    try {
      zooKeeper.getData(predecessor, event -> happened.countDown(), null);
      happened.await();
    } catch (KeeperException.NoNodeException e) {
      // It vanished before it was watched.
    }
  }
}
