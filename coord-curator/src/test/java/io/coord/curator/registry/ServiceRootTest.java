package io.coord.curator.registry;

import static io.coord.curator.testing.Views.awaitIds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.util.List;
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
  void zooKeepersOwnNodeIsNotAService() throws Exception {
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

  @Test
  void theLockRootIsNotAServiceEither() throws Exception {
    Coordination coordination = zk.closing(zk.builder().serviceRoot("/").connect());
    ServiceRegistry registry = coordination.registry();
    ServiceInstance contender = ServiceInstance.builder("locks").id("a").build();

    try (Lease lease = coordination.lock("orders").acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(registry.services()).doesNotContain("locks");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> registry.register(contender));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.watch("locks"));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.instances("locks"));
  }

  @Test
  void otherNodesBelowALockRootAtTheTopAreNotLocks() {
    Coordination coordination = zk.closing(zk.builder().lockRoot("/").connect());

    for (String name : List.of("zookeeper", "services")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> coordination.lock(name))
          .withMessageContaining("no lock can be called '" + name + "'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> coordination.lock(name, LockOptions.defaults()));
    }
  }
}
