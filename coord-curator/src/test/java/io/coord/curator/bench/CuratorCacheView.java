package io.coord.curator.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.utils.ZKPaths;

/** CuratorCache as its documentation shows it. */
final class CuratorCacheView implements ViewPeer {

  private final CuratorFramework client;
  private final CuratorCache cache;
  private final String path;
  private final ViewListener listener;

  CuratorCacheView(CuratorFramework client, String service, ViewListener listener) {
    this.client = client;
    this.path = ZKPaths.makePath(SERVICES, service);
    this.cache = CuratorCache.build(client, path);
    this.listener = listener;
  }

  @Override
  public void load(int members) throws Exception {
    CountDownLatch initialized = new CountDownLatch(1);
    cache
        .listenable()
        .addListener(CuratorCacheListener.builder().forInitialized(initialized::countDown).build());
    cache.start();
    if (!initialized.await(60, TimeUnit.SECONDS) || cache.size() != members + 1) {
      throw new IllegalStateException("CuratorCache has %d nodes".formatted(cache.size()));
    }
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreates(tell(listener::joined))
                .forDeletes(tell(listener::left))
                .forChanges((before, now) -> tell(listener::updated).accept(now))
                .build());
  }

  @Override
  public void close() {
    cache.close();
    client.close();
  }

  private Consumer<ChildData> tell(Consumer<String> id) {
    return node -> {
      if (!node.getPath().equals(path)) {
        id.accept(ZKPaths.getNodeFromPath(node.getPath()));
      }
    };
  }
}
