package io.coord.curator.internal.zookeeper.membership;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Reports;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCacheStorage;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/**
 * The storage given to CuratorCache. It stores nothing: it hands what the cache reports to a serial
 * executor, in order. Called on ZooKeeper's event thread.
 *
 * <p>Its return values keep the cache from reading what we read in bulk: a put returns the very
 * node that was put, so the cache sees no change of children and lists none; and {@link #stream} is
 * empty, so after a reconnection the cache reads only the root (hazard M6).
 */
final class CacheFeed implements CuratorCacheStorage {

  private final String root;
  private final Executor serial;
  private volatile @Nullable Reports target; // null once closed

  CacheFeed(String root, Executor serial, Reports target) {
    this.root = root;
    this.serial = serial;
    this.target = target;
  }

  @Override
  public Optional<ChildData> put(ChildData node) {
    if (node.getPath().equals(root)) {
      report(to -> to.onRoot(Replies.stat(node.getStat())));
    } else if (isChild(node.getPath())) {
      byte[] data = node.getData() == null ? new byte[0] : node.getData();
      report(to -> to.onChild(nameOf(node.getPath()), Replies.stat(node.getStat()), data));
    }
    return Optional.of(node);
  }

  @Override
  public Optional<ChildData> remove(String path) {
    if (path.equals(root)) {
      report(Reports::onRootGone);
    } else if (isChild(path)) {
      report(to -> to.onChildGone(nameOf(path)));
    }
    return Optional.empty();
  }

  /** The cache could not read something. */
  void fail(Exception failure) {
    ReplyCode code =
        failure instanceof KeeperException keeper
            ? Replies.code(keeper.code())
            : ReplyCode.SYSTEMERROR;
    report(to -> to.onReadFailure(code));
  }

  /**
   * Drops the references to the engine and its table: a listener that the cache leaves at the
   * client keeps this feed in memory for as long as the client lives (hazard M12).
   */
  void close() {
    target = null;
  }

  @Override
  public void clear() {}

  @Override
  public Optional<ChildData> get(String path) {
    return Optional.empty();
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public Stream<ChildData> stream() {
    return Stream.empty();
  }

  private void report(Consumer<Reports> news) {
    Reports to = target;
    if (to != null) {
      serial.execute(() -> news.accept(to));
    }
  }

  /** The recursive watch also reports grandchildren, which are not members. */
  private boolean isChild(String path) {
    int slash = path.lastIndexOf('/');
    return slash == root.length() && path.startsWith(root);
  }

  private static String nameOf(String path) {
    return ZKPaths.getNodeFromPath(path);
  }
}
