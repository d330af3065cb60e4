package io.coord.curator.registry;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.util.Collection;
import java.util.Map;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registry is shared with programs that use curator-x-discovery, in both directions. */
class DiscoveryInteropTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private ServiceDiscovery<Object> discovery;
  private ServiceRegistry registry;

  @BeforeEach
  void openBoth() throws Exception {
    registry = zk.coordination().registry();
    discovery =
        ServiceDiscoveryBuilder.builder(Object.class)
            .client(zk.client())
            .basePath("/services")
            .build();
    zk.closing(discovery);
    discovery.start();
  }

  @Test
  void itsServiceDiscoveryFindsOurInstances() throws Exception {
    Registration registration =
        registry.register(
            ServiceInstance.builder("servers")
                .id("hadoop102")
                .address("10.0.0.2")
                .port(9820)
                .metadata("rack", "1")
                .build());

    Collection<org.apache.curator.x.discovery.ServiceInstance<Object>> found =
        discovery.queryForInstances("servers");
    assertThat(found).hasSize(1);
    org.apache.curator.x.discovery.ServiceInstance<Object> theirs = found.iterator().next();
    assertThat(theirs.getName()).isEqualTo("servers");
    assertThat(theirs.getId()).isEqualTo("hadoop102");
    assertThat(theirs.getAddress()).isEqualTo("10.0.0.2");
    assertThat(theirs.getPort()).isEqualTo(9820);
    assertThat(theirs.getServiceType()).isEqualTo(ServiceType.DYNAMIC);
    assertThat(discovery.queryForNames()).contains("servers");

    registration.update(value -> value.toBuilder().port(9821).build());
    assertThat(discovery.queryForInstance("servers", "hadoop102").getPort()).isEqualTo(9821);

    registration.close();
    assertThat(discovery.queryForInstances("servers")).isEmpty();
  }

  @Test
  void ourViewShowsItsInstances() throws Exception {
    Told<String> told = new Told<>();
    Membership view = registry.watch("servers", change -> told.accept(words(change)));
    awaitIds(view);
    told.awaitCount(1);
    var theirs =
        org.apache.curator.x.discovery.ServiceInstance.<Object>builder()
            .name("servers")
            .id("theirs")
            .address("10.0.0.3")
            .port(80)
            .payload(Map.of("rack", "2"))
            .build();

    discovery.registerService(theirs);
    awaitIds(view, "theirs");
    told.await(words -> words.contains("+[theirs] -[] ~[]"));
    ServiceInstance seen = view.snapshot().find("theirs").orElseThrow();
    assertThat(seen.address()).isEqualTo("10.0.0.3");
    assertThat(seen.port()).isEqualTo(80);
    assertThat(seen.metadata()).containsEntry("rack", "2");
    assertThat(registry.instances("servers")).containsExactly(seen);
    assertThat(registry.services()).contains("servers");

    discovery.updateService(
        org.apache.curator.x.discovery.ServiceInstance.<Object>builder()
            .name("servers")
            .id("theirs")
            .address("10.0.0.4")
            .port(80)
            .build());
    await(view, all -> all.find("theirs").orElseThrow().address().equals("10.0.0.4"));
    told.await(words -> words.contains("+[] -[] ~[theirs]")); // or it may be told their sum

    discovery.unregisterService(theirs);
    awaitIds(view);
    assertThat(told.await(words -> words.contains("+[] -[theirs] ~[]")))
        .containsExactly(
            "+[] -[] ~[]", "+[theirs] -[] ~[]", "+[] -[] ~[theirs]", "+[] -[theirs] ~[]");
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    var client = zk.client();
    Membership view = registry.watch("servers");
    client
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(org.apache.zookeeper.CreateMode.EPHEMERAL)
        .forPath(
            "/services/servers/spring",
            """
            {"name":"servers","id":"spring","address":"10.0.0.5","port":8080,"sslPort":8443,
             "future":{"deep":[1,{"x":null}]},
             "payload":{"@class":"org.springframework.cloud.zookeeper.discovery.ZookeeperInstance",
               "id":"application-1","name":"servers","metadata":{"zone":"a"}},
             "registrationTimeUTC":1700000000000,"serviceType":"DYNAMIC",
             "uriSpec":{"parts":[{"value":"scheme","variable":true}]},"enabled":true}
            """
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));

    awaitIds(view, "spring");

    ServiceInstance seen = view.snapshot().find("spring").orElseThrow();
    assertThat(seen.address()).isEqualTo("10.0.0.5");
    assertThat(seen.port()).isEqualTo(8080);
  }
}
