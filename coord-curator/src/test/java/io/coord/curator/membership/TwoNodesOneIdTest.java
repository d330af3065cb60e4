package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes can mean one id, if one of them was typed by hand. */
@Timeout(60)
class TwoNodesOneIdTest {

  private static final String TYPED = "/services/servers/a b";
  private static final String ENCODED = "/services/servers/a%20b";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void theOneThatCoordWroteIsShownAndWhenItGoesTheOther() throws Exception {
    Coordination coordination = zk.coordination();
    Registration ours = coordination.registry().register(server("a b"));
    CuratorFramework person = zk.client();
    person.create().forPath(TYPED, "typed".getBytes(StandardCharsets.UTF_8));
    try {
      Membership view = coordination.registry().watch("servers");
      awaitIds(view, "a b");
      assertThat(view.snapshot().instances()).containsExactly(ours.instance());
      assertThat(coordination.registry().instances("servers")).containsExactly(ours.instance());
      assertThat(coordination.registry().find("servers", "a b")).contains(ours.instance());

      ours.close();

      await(
          view,
          seen ->
              !seen.stale()
                  && seen.find("a b").map(it -> it.address().equals("typed")).orElse(false));
      assertThat(coordination.registry().instances("servers"))
          .isEqualTo(view.snapshot().instances());
      assertThat(coordination.registry().find("servers", "a b"))
          .isEqualTo(view.snapshot().find("a b"));
    } finally {
      person.delete().forPath(TYPED);
    }
  }

  @Test
  void ifOnlyTheTypedOneMayBeReadItIsTheMember() throws Exception {
    ServiceRegistry registry = zk.coordination().registry();
    CuratorFramework person = zk.client();
    person
        .create()
        .creatingParentsIfNeeded()
        .withACL(List.of(new ACL(Perms.ALL & ~Perms.READ, Ids.ANYONE_ID_UNSAFE)))
        .forPath(ENCODED);
    person.create().forPath(TYPED, "typed".getBytes(StandardCharsets.UTF_8));
    try {
      List<ServiceInstance> instances = registry.instances("servers");

      assertThat(instances).extracting(ServiceInstance::address).containsExactly("typed");
      assertThat(registry.find("servers", "a b")).contains(instances.get(0));
    } finally {
      person.delete().forPath(TYPED);
      person.delete().forPath(ENCODED);
    }
  }
}
