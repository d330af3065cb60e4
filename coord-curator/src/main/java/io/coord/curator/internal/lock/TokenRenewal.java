package io.coord.curator.internal.lock;

import io.coord.UnavailableException;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Background;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * Gets later zxids for the tokens of a tenure: writes the contender's node some more times, and
 * then looks whether anybody else is queued.
 *
 * <p>If nobody is, whoever comes has a node, and so tokens, of a later write; all zxids up to the
 * last write are this tenure's. If somebody is, his node may be older than that; then the tenure
 * must do with the tokens it has.
 */
final class TokenRenewal {

  private static final int WRITES = 8; // in one round trip, as each yields only 4,096 tokens

  private final Connection connection;
  private final ContenderDriver.QueuedNode node;
  private final String lockPath;
  private final Consumer<OptionalLong> then;

  /**
   * Sends nothing yet.
   *
   * @param then called once, on an engine thread or in {@link #start}: with the zxid of the write
   *     if nobody else is queued, empty otherwise
   */
  TokenRenewal(
      Connection connection,
      ContenderDriver.QueuedNode node,
      String lockPath,
      Consumer<OptionalLong> then) {
    this.connection = connection;
    this.node = node;
    this.lockPath = lockPath;
    this.then = then;
  }

  void start() {
    if (!connection.monitor().isConnected()) {
      then.accept(OptionalLong.empty());
      return;
    }
    Background.Operation write =
        callback ->
            connection.client().setData().inBackground(callback).forPath(node.path(), node.data());
    for (int i = 1; i < WRITES; i++) {
      var unused = Background.start(write);
    }
    Background.start(
        write,
        connection.threads().engine(),
        written -> {
          if (!written.ok() || !look(written.stat().getMzxid())) {
            then.accept(OptionalLong.empty());
          }
        });
  }

  /** Only a read of the same session is sure to see the state that the write left. */
  private boolean look(long mzxid) {
    ZooKeeper zooKeeper;
    try {
      zooKeeper = connection.zooKeeper();
    } catch (UnavailableException e) {
      return false;
    }
    if (zooKeeper.getSessionId() != node.session()) {
      return false;
    }
    zooKeeper.getChildren(
        connection.absolute(lockPath),
        false,
        (rc, path, context, children) -> {
          boolean alone = isAlone(rc, children);
          connection
              .threads()
              .engine()
              .execute(() -> then.accept(alone ? OptionalLong.of(mzxid) : OptionalLong.empty()));
        },
        null);
    return true;
  }

  private boolean isAlone(int rc, @Nullable List<String> children) {
    return rc == Code.OK.intValue()
        && children != null
        && !ContenderOrder.hasOthers(children, node.name());
  }
}
