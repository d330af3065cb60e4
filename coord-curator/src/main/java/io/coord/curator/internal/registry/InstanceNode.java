package io.coord.curator.internal.registry;

import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.WatcherRemoveCuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.data.Stat;

/**
 * The requests about one instance's node. Each is sent in the background; its reply goes to a
 * serial executor.
 */
final class InstanceNode {

  private final WatcherRemoveCuratorFramework client;
  private final Executor serial;
  private final String path;
  private final CuratorWatcher watcher;

  /** {@code onChange} is called by the executor when the node was created, written or deleted. */
  InstanceNode(Connection connection, String path, Executor serial, Runnable onChange) {
    this.client = connection.client().newWatcherRemoveCuratorFramework();
    this.serial = serial;
    this.path = path;
    this.watcher =
        event -> {
          if (event.getPath() != null) {
            serial.execute(onChange);
          }
        };
  }

  String path() {
    return path;
  }

  /** Creates the node, and its parents where they are missing. */
  void create(byte[] payload, Consumer<Reply> then) {
    Stat stat = new Stat();
    Background.start(
        callback ->
            client
                .create()
                .storingStatIn(stat)
                .creatingParentContainersIfNeeded()
                .withMode(CreateMode.EPHEMERAL)
                .inBackground(callback)
                .forPath(path, payload),
        serial,
        then);
  }

  /** Looks at the node and leaves a watch, on its creation if it is absent. */
  void look(Consumer<Reply> then) {
    Background.start(
        callback -> client.checkExists().usingWatcher(watcher).inBackground(callback).forPath(path),
        serial,
        then);
  }

  /** Writes the node if it is still at that version. */
  void write(byte[] payload, int version, Consumer<Reply> then) {
    Background.start(
        callback ->
            client.setData().withVersion(version).inBackground(callback).forPath(path, payload),
        serial,
        then);
  }

  /** Deletes the node if it is still at that version. */
  void delete(int version, Consumer<Reply> then) {
    Background.start(
        callback -> client.delete().withVersion(version).inBackground(callback).forPath(path),
        serial,
        then);
  }

  /**
   * Replaces the node at that version by ours, in one transaction, so that no observer sees a gap.
   * The new node gets another version than the old one: its former owner deletes by version, and
   * must not hit ours before it has heard of it (hazard R2).
   */
  void replace(int version, byte[] payload, Consumer<Reply> then) {
    Background.start(
        callback -> {
          List<CuratorOp> ops = new ArrayList<>();
          ops.add(client.transactionOp().delete().withVersion(version).forPath(path));
          ops.add(
              client
                  .transactionOp()
                  .create()
                  .withMode(CreateMode.EPHEMERAL)
                  .forPath(path, payload));
          if (version == 0) {
            ops.add(client.transactionOp().setData().withVersion(0).forPath(path, payload));
          }
          client.transaction().inBackground(callback).forOperations(ops);
        },
        serial,
        then);
  }

  /** Takes back the watch, if it is still there. */
  void forget() {
    client.removeWatchers();
  }
}
