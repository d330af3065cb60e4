package io.coord.curator.connection;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.registry.Membership;
import io.coord.registry.ServiceRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services and locks are containers: the server removes an empty one, the next use makes it. */
class ContainersTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void aServiceWithoutMembersGoesAndComesBackWithTheNextMember() throws Exception {
    ServiceRegistry registry = zk.coordination().registry();
    Membership view = zk.coordination().registry().watch("servers");
    registry.register(server("a")).close();

    removeEmptyContainers("/services");

    assertThat(registry.services()).isEmpty();
    assertThat(registry.instances("servers")).isEmpty();
    awaitIds(view);
    registry.register(server("b"));
    awaitIds(view, "b");
  }

  @Test
  void aLockThatNobodyWantsGoesAndTheNextTokenIsGreater() throws Exception {
    DistributedLock lock = zk.coordination().lock("orders");
    Lease before = lock.acquire();
    before.close();

    removeEmptyContainers("/locks");

    try (Lease after = lock.acquire()) {
      assertThat(after.fencingToken()).isGreaterThan(before.fencingToken());
    }
  }

  private static void removeEmptyContainers(String root) {
    Awaitility.await()
        .until(
            () -> {
              zk.server().removeEmptyContainers();
              return zk.server().stat(root) == null;
            });
  }
}
