package io.coord.curator.testing;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.AsyncCallback.Children2Callback;
import org.apache.zookeeper.AsyncCallback.Create2Callback;
import org.apache.zookeeper.AsyncCallback.DataCallback;
import org.apache.zookeeper.AsyncCallback.StatCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;

/** Makes handles of which one request is to throw an Error, as with no memory left. */
public final class FailingHandle implements ZookeeperFactory {

  private final AtomicInteger untilFailure = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger readsUntilFailure = new AtomicInteger(Integer.MAX_VALUE);

  /** From now on the request of that number throws, counted from 1: a creation, or a look. */
  public void failAt(int request) {
    untilFailure.set(request);
  }

  /** From now on the read of that number throws: a list of children, or a node's data. */
  public void failAtRead(int read) {
    readsUntilFailure.set(read);
  }

  /** Whether one has thrown. */
  public boolean hasFailed() {
    return untilFailure.get() <= 0 || readsUntilFailure.get() <= 0;
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
    public void getData(String path, boolean watch, DataCallback callback, Object context) {
      count(readsUntilFailure);
      super.getData(path, watch, callback, context);
    }
  }
}
