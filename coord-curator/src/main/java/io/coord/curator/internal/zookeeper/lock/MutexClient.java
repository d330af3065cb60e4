package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.queue.MutexSteps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.WatcherRemoveCuratorFramework;
import org.apache.curator.framework.api.ChildrenDeletable;
import org.apache.curator.framework.api.DeleteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The client as Coord's InterProcessMutex sees it: it deletes nothing. A mutex that fails deletes
 * its node with Curator's guaranteed delete, which retries in an endless loop while the connection
 * is lost (hazard L18). Whether the contender stays is up to {@link MutexSteps}. The mutex never
 * sets a watch, so there is none to remove.
 */
final class MutexClient {

  private static final DeleteBuilder NOTHING =
      (DeleteBuilder)
          Proxy.newProxyInstance(
              MutexClient.class.getClassLoader(),
              new Class<?>[] {DeleteBuilder.class, ChildrenDeletable.class},
              (proxy, method, args) -> method.getName().equals("forPath") ? null : proxy);

  private MutexClient() {}

  static CuratorFramework of(CuratorFramework client) {
    return (CuratorFramework)
        Proxy.newProxyInstance(
            MutexClient.class.getClassLoader(),
            new Class<?>[] {WatcherRemoveCuratorFramework.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "delete" -> NOTHING;
                  case "newWatcherRemoveCuratorFramework" ->
                      proxy; // the mutex creates one for itself
                  case "removeWatchers" -> null;
                  default -> invoke(client, method, args);
                });
  }

  private static Object invoke(CuratorFramework client, Method method, Object @Nullable [] args)
      throws Throwable { // as an invocation handler does
    try {
      return method.invoke(client, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
