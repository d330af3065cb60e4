package io.coord.curator.membership;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.RequestCounts;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.ServiceRegistry;
import org.apache.zookeeper.ZooDefs.OpCode;
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
}
