package io.coord.curator.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.InstanceCodec;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/from-x-discovery.md, and what each library sees of the other. */
@Timeout(60)
class FromXDiscoveryTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private CuratorFramework client;

  @BeforeEach
  void connect() {
    client = zk.client();
  }

  private Coordination coordination(InstanceCodec codec) {
    return zk.closing(
        CuratorCoordination.builder(client)
            .serviceRoot("/services") // what x-discovery calls basePath
            .instanceCodec(codec)
            .connect());
  }

  private <T> ServiceDiscovery<T> discovery(Class<T> payloadClass) throws Exception {
    ServiceDiscovery<T> discovery =
        ServiceDiscoveryBuilder.builder(payloadClass).client(client).basePath("/services").build();
    discovery.start();
    return zk.closing(discovery);
  }

  private static ServiceInstance instance() {
    return ServiceInstance.builder("orders")
        .id("orders-1")
        .address("10.0.0.7")
        .port(8080)
        .metadata("zone", "b")
        .build();
  }

  private static ServiceInstance withoutMetadata() {
    return instance().toBuilder().metadata(Map.of()).build();
  }

  @Test
  void theSameProgramBeforeAndAfter() throws Exception {
    registerBefore(discovery(Void.class));
    registerAfter(coordination(InstanceCodec.discoveryJson()));

    assertThat(discovery(Void.class).queryForInstances("orders"))
        .extracting("id")
        .containsExactlyInAnyOrder("orders-1", "orders-2");
  }

  static void registerBefore(ServiceDiscovery<Void> discovery) throws Exception {
    discovery.registerService(
        org.apache.curator.x.discovery.ServiceInstance.<Void>builder()
            .name("orders")
            .id("orders-1")
            .address("10.0.0.7")
            .port(8080)
            .build());
  }

  static void registerAfter(Coordination coordination) throws InterruptedException {
    coordination
        .registry()
        .register(
            ServiceInstance.builder("orders")
                .id("orders-2")
                .address("10.0.0.8")
                .port(8080)
                .build());
  }

  @Test
  void withoutMetadataAnyProgramReadsCoord() throws Exception {
    coordination(InstanceCodec.discoveryJson()).registry().register(withoutMetadata());

    var read = discovery(Payload.class).queryForInstance("orders", "orders-1");
    assertThat(read.getAddress()).isEqualTo("10.0.0.7");
    assertThat(read.getPort()).isEqualTo(8080);
    assertThat(read.getPayload()).isNull();
    assertThat(read.buildUriSpec()).isEmpty();
    assertThat(read.isEnabled()).isTrue();
  }

  @Test
  void metadataReachProgramsWhosePayloadIsAMap() throws Exception {
    coordination(InstanceCodec.discoveryJson()).registry().register(instance());

    assertThat(discovery(Map.class).queryForInstance("orders", "orders-1").getPayload())
        .isEqualTo(Map.of("zone", "b"));
    assertThat(discovery(Object.class).queryForInstance("orders", "orders-1").getPayload())
        .isEqualTo(Map.of("zone", "b"));
  }

  @Test
  void metadataAreNoPayloadOfAnotherClass() throws Exception {
    coordination(InstanceCodec.discoveryJson()).registry().register(instance());

    ServiceDiscovery<Payload> typed = discovery(Payload.class);
    assertThatThrownBy(() -> typed.queryForInstance("orders", "orders-1"))
        .isInstanceOf(ClassCastException.class);
    ServiceDiscovery<Void> without = discovery(Void.class);
    assertThatThrownBy(() -> without.queryForInstances("orders"))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void aCodecThatNamesTheClassIsReadByAll() throws Exception {
    Coordination coordination = coordination(new TypedPayloadCodec(Payload.class.getName()));
    coordination.registry().register(instance());

    var read = discovery(Payload.class).queryForInstance("orders", "orders-1");
    assertThat(read.getPayload().getMetadata()).isEqualTo(Map.of("zone", "b"));
    assertThat(read.isEnabled()).isTrue();
    Coordination standard = coordination(InstanceCodec.discoveryJson());
    assertThat(standard.registry().instances("orders")).containsExactly(instance());
  }

  @Test
  void coordReadsAPayloadWithMetadata() throws Exception {
    Payload payload = new Payload("orders-1", "orders", Map.of("zone", "b"));
    discovery(Payload.class)
        .registerService(
            org.apache.curator.x.discovery.ServiceInstance.<Payload>builder()
                .name("orders")
                .id("orders-1")
                .address("10.0.0.7")
                .port(8080)
                .payload(payload)
                .build());

    Coordination coordination = coordination(InstanceCodec.discoveryJson());
    assertThat(coordination.registry().instances("orders")).containsExactly(instance());
  }

  @Test
  void whatIsNoJsonIsShownByCoordAndFailsInDiscovery() throws Exception {
    client
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath("/services/orders/typed-by-hand", "10.0.0.9".getBytes(UTF_8));

    Coordination coordination = coordination(InstanceCodec.discoveryJson());
    assertThat(coordination.registry().instances("orders"))
        .singleElement()
        .extracting(ServiceInstance::address)
        .isEqualTo("10.0.0.9");
    ServiceDiscovery<Void> discovery = discovery(Void.class);
    assertThatThrownBy(() -> discovery.queryForInstances("orders"))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void discoveryUnregistersWhatAnotherHasRegistered() throws Exception {
    ServiceDiscovery<Void> discovery = discovery(Void.class);
    registerBefore(discovery);
    Coordination coordination = coordination(InstanceCodec.discoveryJson());
    Membership orders = zk.closing(coordination.registry().watch("orders"));
    BlockingQueue<String> left = new LinkedBlockingQueue<>();
    CountDownLatch loaded = new CountDownLatch(1);
    orders.subscribe(
        change -> {
          change.left().forEach(instance -> left.add(instance.id()));
          loaded.countDown();
        });
    assertThat(loaded.await(30, TimeUnit.SECONDS)).isTrue();
    coordination.registry().register(withoutMetadata());
    assertThat(left.poll(30, TimeUnit.SECONDS))
        .as("Coord takes the place of discovery's node")
        .isEqualTo("orders-1");

    discovery.unregisterService(
        org.apache.curator.x.discovery.ServiceInstance.<Void>builder()
            .name("orders")
            .id("orders-1")
            .build());

    assertThat(left.poll(30, TimeUnit.SECONDS)).isEqualTo("orders-1");
    assertThat(orders.await(view -> view.find("orders-1").isPresent(), Duration.ofSeconds(30)))
        .as("Coord puts it back")
        .isTrue();
  }

  @Test
  void coordShowsInstancesThatAreDisabled() throws Exception {
    discovery(Void.class)
        .registerService(
            org.apache.curator.x.discovery.ServiceInstance.<Void>builder()
                .name("orders")
                .id("orders-1")
                .enabled(false)
                .build());

    Coordination coordination = coordination(InstanceCodec.discoveryJson());
    assertThat(coordination.registry().instances("orders")).hasSize(1);
  }

  @Test
  void aViewIsWhatACacheWas() throws Exception {
    registerBefore(discovery(Void.class));

    assertThat(cached(discovery(Void.class))).hasSize(1);
    assertThat(watched(coordination(InstanceCodec.discoveryJson()))).hasSize(1);
  }

  static Collection<?> cached(ServiceDiscovery<Void> discovery) throws Exception {
    try (var cache = discovery.serviceCacheBuilder().name("orders").build()) {
      cache.start();
      return cache.getInstances();
    }
  }

  static Collection<ServiceInstance> watched(Coordination coordination)
      throws InterruptedException {
    try (Membership orders = coordination.registry().watch("orders")) {
      orders.await(view -> !view.stale(), Duration.ofSeconds(10));
      return orders.snapshot().instances();
    }
  }

  /** Has the shape of the payload that Spring Cloud ZooKeeper registers. */
  public static final class Payload {
    private String id;
    private String name;
    private Map<String, String> metadata = new HashMap<>();

    @SuppressWarnings("unused") // by Jackson
    private Payload() {}

    Payload(String id, String name, Map<String, String> metadata) {
      this.id = id;
      this.name = name;
      this.metadata = metadata;
    }

    public String getId() {
      return id;
    }

    public void setId(String id) {
      this.id = id;
    }

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public Map<String, String> getMetadata() {
      return metadata;
    }

    public void setMetadata(Map<String, String> metadata) {
      this.metadata = metadata;
    }
  }
}
