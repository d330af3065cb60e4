package io.coord.curator.simulation.ensemble;

import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * What a watcher is told.
 *
 * @param path null if it concerns the connection
 * @param zxid of the transaction that made it; -1 if it is not known
 */
public record WatchEvent(EventType type, KeeperState state, String path, long zxid) {

  static final long NO_ZXID = -1;

  static WatchEvent ofNode(EventType type, String path, long zxid) {
    return new WatchEvent(type, KeeperState.SyncConnected, path, zxid);
  }

  static WatchEvent ofConnection(KeeperState state) {
    return new WatchEvent(EventType.None, state, null, NO_ZXID);
  }
}
