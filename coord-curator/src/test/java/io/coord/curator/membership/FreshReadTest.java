package io.coord.curator.membership;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server may be behind its leader: what must not be missed is read after it has caught up. */
class FreshReadTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void eachReadLetsTheServerCatchUpFirst() throws Exception {
    ServiceRegistry registry = zk.coordination().registry();
    registry.register(server("a"));
    RequestCounts before = zk.server().requests();

    assertThat(registry.instances("servers")).containsExactly(server("a"));
    assertThat(zk.server().requests().since(before).of(OpCode.sync)).isEqualTo(1);

    assertThat(registry.services()).containsExactly("servers");
    assertThat(zk.server().requests().since(before).of(OpCode.sync)).isEqualTo(2);
  }

  @Test
  void oneInstanceIsOneReadWhateverTheSizeOfItsService() throws Exception {
    ServiceRegistry registry = zk.coordination().registry();
    for (int i = 0; i < 20; i++) {
      registry.register(server("i" + i));
    }
    RequestCounts before = zk.server().requests();

    assertThat(registry.find("servers", "i7")).contains(server("i7"));
    assertThat(registry.find("servers", "absent")).isEmpty();

    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.of(OpCode.sync)).isEqualTo(2);
    assertThat(since.of(OpCode.getData)).isEqualTo(2);
    assertThat(since.of(OpCode.getChildren2) + since.of(OpCode.multiRead)).isZero();
  }

  @Test
  void whatItMayNotReadIsNotFoundJustAsItIsNotAmongTheInstances() throws Exception {
    ServiceRegistry registry = zk.coordination().registry();
    registry.register(server("a"));
    CuratorFramework admin = zk.client();
    admin
        .create()
        .withACL(List.of(new ACL(Perms.ALL & ~Perms.READ, Ids.ANYONE_ID_UNSAFE)))
        .forPath("/services/servers/hidden");
    try {
      assertThat(registry.find("servers", "hidden")).isEmpty();
      assertThat(registry.instances("servers")).containsExactly(server("a"));
    } finally {
      admin.delete().forPath("/services/servers/hidden");
    }
  }

  @Test
  void withoutAConnectionItIsUnavailable() {
    TcpProxy proxy = zk.proxy();
    ServiceRegistry registry =
        zk.closing(
                zk.builder(proxy.connectString())
                    .operationTimeout(Duration.ofMillis(300))
                    .connect())
            .registry();
    proxy.cut();

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> registry.find("servers", "a"));
  }
}
