package io.coord.curator.docs;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.Lease;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/** The code of docs/connecting.md; {@link DocumentationTest} sees that it is the same. */
final class ConnectingSnippets {

  private ConnectingSnippets() {}

  static Coordination withSettings(String connectString) {
    Coordination coordination =
        CuratorCoordination.builder(connectString)
            .sessionTimeout(Duration.ofSeconds(10))
            .connectTimeout(Duration.ofSeconds(20))
            .serviceRoot("/shop/services")
            .lockRoot("/shop/locks")
            .electionRoot("/shop/elections")
            .connect();
    return coordination;
  }

  static void onOwnClient(String connectString, byte[] credentials) throws InterruptedException {
    ACLProvider ownerOnly =
        new ACLProvider() {
          @Override
          public List<ACL> getDefaultAcl() {
            return ZooDefs.Ids.CREATOR_ALL_ACL;
          }

          @Override
          public List<ACL> getAclForPath(String path) {
            return ZooDefs.Ids.CREATOR_ALL_ACL;
          }
        };

    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs(15_000)
            .retryPolicy(new ExponentialBackoffRetry(100, 3))
            .authorization("digest", credentials)
            .aclProvider(ownerOnly)
            .build();
    client.start();

    try (client;
        Coordination coordination = CuratorCoordination.over(client)) {
      coordination.registry().register(ServiceInstance.builder("orders").id("a").build());
      try (Lease lease = coordination.lock("stock").acquire()) {
        lease.ensureHeld();
      }
    }
  }

  static CuratorFramework withTls(
      String connectString, String trustStore, String trustStorePassword) {
    ZKClientConfig tls = new ZKClientConfig();
    tls.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
    tls.setProperty(
        ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
    tls.setProperty("zookeeper.ssl.trustStore.location", trustStore);
    tls.setProperty("zookeeper.ssl.trustStore.password", trustStorePassword);

    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .zkClientConfig(tls)
            .sessionTimeoutMs(15_000)
            .retryPolicy(new ExponentialBackoffRetry(100, 3))
            .build();
    return client;
  }
}
