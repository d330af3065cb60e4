package io.coord.curator.internal.membership;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCacheStorage;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.data.Stat;

/**
 * The storage given to CuratorCache. It keeps nothing: it hands over what the cache reports, in
 * order, to a serial executor. Called on ZooKeeper's event thread.
 *
 * <p>By its answers it keeps the cache from reading what we read in bulk: a put is answered with
 * the very node put, so the cache sees no change of children and lists none; and {@link #stream} is
 * empty, so after a reconnection the cache reads the root only (hazard M6).
 */
final class CacheFeed implements CuratorCacheStorage {

  /** Takes what the cache reports; called by the serial executor. */
  interface Target {

    /** The root was reported: the watch is in place anew, or the root was created or written. */
    void onRoot(Stat stat);

    /** The root is absent. */
    void onRootGone();

    void onChild(String name, Stat stat, byte[] data);

    void onChildGone(String name);
  }

  private final String root;
  private final Executor serial;
  private final Target target;

  CacheFeed(String root, Executor serial, Target target) {
    this.root = root;
    this.serial = serial;
    this.target = target;
  }

  @Override
  public Optional<ChildData> put(ChildData node) {
    if (node.getPath().equals(root)) {
      serial.execute(() -> target.onRoot(node.getStat()));
    } else if (isChild(node.getPath())) {
      byte[] data = node.getData() == null ? new byte[0] : node.getData();
      serial.execute(() -> target.onChild(nameOf(node.getPath()), node.getStat(), data));
    }
    return Optional.of(node);
  }

  @Override
  public Optional<ChildData> remove(String path) {
    if (path.equals(root)) {
      serial.execute(target::onRootGone);
    } else if (isChild(path)) {
      serial.execute(() -> target.onChildGone(nameOf(path)));
    }
    return Optional.empty();
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

  /** The recursive watch tells of grandchildren too; they are none of ours. */
  private boolean isChild(String path) {
    int slash = path.lastIndexOf('/');
    return slash == root.length() && path.startsWith(root);
  }

  private static String nameOf(String path) {
    return ZKPaths.getNodeFromPath(path);
  }
}
