package io.coord.curator.bench;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.x.discovery.ServiceCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.details.ServiceCacheListener;

/** The cache of curator-x-discovery; its listener learns that something changed, not what. */
final class ServiceCacheView implements ViewPeer {

  private final CuratorFramework client;
  private final ServiceCache<Void> cache;
  private final ViewListener listener;

  ServiceCacheView(CuratorFramework client, String service, ViewListener listener) {
    this.client = client;
    this.cache = discovery(client).serviceCacheBuilder().name(service).build();
    this.listener = listener;
  }

  static ServiceDiscovery<Void> discovery(CuratorFramework client) {
    return ServiceDiscoveryBuilder.builder(Void.class).client(client).basePath(SERVICES).build();
  }

  @Override
  public void load(int members) throws Exception {
    cache.start();
    if (cache.getInstances().size() != members) {
      throw new IllegalStateException("ServiceCache is not complete");
    }
    cache.addListener(
        new ServiceCacheListener() {
          @Override
          public void cacheChanged() {
            listener.whole(ServiceCacheView.this::ids);
          }

          @Override
          public void stateChanged(CuratorFramework unused, ConnectionState state) {}
        });
  }

  @Override
  public void close() throws Exception {
    cache.close();
    client.close();
  }

  private Set<String> ids() {
    return cache.getInstances().stream().map(ServiceInstance::getId).collect(Collectors.toSet());
  }
}
