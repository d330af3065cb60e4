package io.coord.curator;

import static io.coord.curator.testing.Views.awaitIds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services at the very top, where ZooKeeper has a node of its own. */
@Timeout(60)
class ServiceRootTest {

  private static final ServiceInstance INSTANCE =
      ServiceInstance.builder("zookeeper").id("a").build();

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void zooKeepersOwnNodeIsNoService() throws Exception {
    ServiceRegistry registry = zk.closing(zk.builder().serviceRoot("/").connect()).registry();

    assertThatIllegalArgumentException().isThrownBy(() -> registry.register(INSTANCE));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.watch("zookeeper"));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.instances("zookeeper"));
    assertThat(registry.services()).doesNotContain("zookeeper");
  }

  @Test
  void inANamespaceAServiceMayHaveThatName() throws Exception {
    Coordination coordination =
        zk.closing(
            CuratorCoordination.builder(zk.client().usingNamespace("app"))
                .serviceRoot("/")
                .connect());

    coordination.registry().register(INSTANCE);

    awaitIds(coordination.registry().watch("zookeeper"), "a");
    assertThat(coordination.registry().services()).containsExactly("zookeeper");
  }
}
