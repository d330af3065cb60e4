package io.coord.curator.testing;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.AsyncCallback.Children2Callback;
import org.apache.zookeeper.AsyncCallback.Create2Callback;
import org.apache.zookeeper.AsyncCallback.DataCallback;
import org.apache.zookeeper.AsyncCallback.MultiCallback;
import org.apache.zookeeper.AsyncCallback.StatCallback;
import org.apache.zookeeper.AsyncCallback.VoidCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;

/** Creates handles of which one request throws an Error, as if memory had run out. */
public final class FailingHandle implements ZookeeperFactory {

  private final AtomicInteger untilFailure = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger readsUntilFailure = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicReference<Request> next = new AtomicReference<>();

  /** Makes the request with that number throw, counting creations and reads from now on, from 1. */
  public void failAt(int request) {
    untilFailure.set(request);
  }

  /** Makes the read with that number throw, counting lists of children and reads of data. */
  public void failAtRead(int read) {
    readsUntilFailure.set(read);
  }

  /** What can be made to fail once. */
  public enum Request {
    LIST,
    WATCH,
    TRANSACTION,
    UNWATCH,
    DELETE
  }

  /** Makes the next request of that kind throw. */
  public void failAtNext(Request kind) {
    next.set(kind);
  }

  /** Whether everything that was to throw has thrown. */
  public boolean hasFailed() {
    return next.get() == null && (untilFailure.get() <= 0 || readsUntilFailure.get() <= 0);
  }

  /** Whether the request of {@link #failAtNext} has thrown. */
  public boolean nextHasFailed() {
    return next.get() == null;
  }

  private void failIf(Request kind) {
    if (next.compareAndSet(kind, null)) {
      throw new StackOverflowError("for the test");
    }
  }

  private static void count(AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      throw new StackOverflowError("for the test");
    }
  }

  @Override
  public ZooKeeper newZooKeeper(
      String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
      throws Exception {
    return new Handle(connectString, sessionTimeout, watcher, canBeReadOnly);
  }

  private final class Handle extends ZooKeeperAdmin {
    Handle(String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
        throws IOException {
      super(connectString, sessionTimeout, watcher, canBeReadOnly);
    }

    @Override
    public void create(
        String path,
        byte[] data,
        List<ACL> acl,
        CreateMode createMode,
        Create2Callback callback,
        Object context) {
      count(untilFailure);
      super.create(path, data, acl, createMode, callback, context);
    }

    @Override
    public void exists(String path, Watcher watcher, StatCallback callback, Object context) {
      count(untilFailure);
      super.exists(path, watcher, callback, context);
    }

    @Override
    public void getChildren(
        String path, boolean watch, Children2Callback callback, Object context) {
      count(readsUntilFailure);
      super.getChildren(path, watch, callback, context);
    }

    @Override
    public void getChildren(
        String path, Watcher watcher, Children2Callback callback, Object context) {
      failIf(Request.LIST);
      super.getChildren(path, watcher, callback, context);
    }

    @Override
    public void getData(String path, Watcher watcher, DataCallback callback, Object context) {
      failIf(Request.WATCH);
      super.getData(path, watcher, callback, context);
    }

    @Override
    public void multi(Iterable<Op> ops, MultiCallback callback, Object context) {
      failIf(Request.TRANSACTION);
      super.multi(ops, callback, context);
    }

    @Override
    public void removeWatches(
        String path,
        Watcher watcher,
        WatcherType type,
        boolean local,
        VoidCallback callback,
        Object context) {
      failIf(Request.UNWATCH);
      super.removeWatches(path, watcher, type, local, callback, context);
    }

    @Override
    public void delete(String path, int version, VoidCallback callback, Object context) {
      failIf(Request.DELETE);
      super.delete(path, version, callback, context);
    }

    @Override
    public void getData(String path, boolean watch, DataCallback callback, Object context) {
      count(readsUntilFailure);
      super.getData(path, watch, callback, context);
    }
  }
}
