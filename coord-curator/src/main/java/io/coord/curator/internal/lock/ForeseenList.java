package io.coord.curator.internal.lock;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.WatcherRemoveCuratorFramework;
import org.apache.curator.framework.api.GetChildrenBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The client of one mutex, which lists its contenders as soon as its node is created. If they are
 * known by then, the mutex is given them, and no request is sent. All else is the client's own.
 *
 * <p>Should a version of Curator list them in another way, it will ask the server as ever.
 */
final class ForeseenList {

  private ForeseenList() {}

  /**
   * Wraps the client.
   *
   * @param foreseen the children of the path that will be listed, for one time; null to ask
   */
  static CuratorFramework over(
      WatcherRemoveCuratorFramework client, Supplier<@Nullable List<String>> foreseen) {
    return proxy(
        WatcherRemoveCuratorFramework.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "newWatcherRemoveCuratorFramework" -> proxy;
              case "getChildren" -> builder(client.getChildren(), foreseen);
              default -> call(client, method, arguments);
            });
  }

  private static GetChildrenBuilder builder(
      GetChildrenBuilder builder, Supplier<@Nullable List<String>> foreseen) {
    return proxy(
        GetChildrenBuilder.class,
        (proxy, method, arguments) -> {
          List<String> known = method.getName().equals("forPath") ? foreseen.get() : null;
          return known != null ? known : call(builder, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
