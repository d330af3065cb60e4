package io.coord.curator.bench;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.PathChildrenCache;
import org.apache.curator.framework.recipes.cache.PathChildrenCache.StartMode;
import org.apache.curator.framework.recipes.cache.PathChildrenCacheEvent;
import org.apache.curator.utils.ZKPaths;

/** PathChildrenCache, which CuratorCache replaced and much code still uses. */
@SuppressWarnings("deprecation")
final class PathChildrenView implements ViewPeer {

  private final CuratorFramework client;
  private final PathChildrenCache cache;
  private final ViewListener listener;
  private final CountDownLatch initialized = new CountDownLatch(1);

  PathChildrenView(CuratorFramework client, String service, ViewListener listener) {
    this.client = client;
    this.cache = new PathChildrenCache(client, ZKPaths.makePath(SERVICES, service), true);
    this.listener = listener;
  }

  @Override
  public void load(int members) throws Exception {
    cache.getListenable().addListener((unused, event) -> onEvent(event));
    cache.start(StartMode.POST_INITIALIZED_EVENT);
    if (!initialized.await(60, TimeUnit.SECONDS) || cache.getCurrentData().size() != members) {
      throw new IllegalStateException("PathChildrenCache is not complete");
    }
  }

  @Override
  public void close() throws IOException {
    cache.close();
    client.close();
  }

  private void onEvent(PathChildrenCacheEvent event) {
    switch (event.getType()) {
      case INITIALIZED -> initialized.countDown();
      case CHILD_ADDED -> listener.joined(ZKPaths.getNodeFromPath(event.getData().getPath()));
      case CHILD_REMOVED -> listener.left(ZKPaths.getNodeFromPath(event.getData().getPath()));
      case CHILD_UPDATED -> listener.updated(ZKPaths.getNodeFromPath(event.getData().getPath()));
      default -> {}
    }
  }
}
