package io.coord.curator.connection;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.ZkServer;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the backend refuses before it sends anything. Names have their tests in the contract. */
class InvalidArgumentsTest {

  private static final int MAX_PAYLOAD_BYTES = 1000;
  private static final Duration MILLIS_BEYOND_INT = Duration.ofMillis(1L << 31);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void aPayloadOfTheLimitIsTakenAndOneMoreByteIsRejectedUnsent() throws Exception {
    ServiceRegistry registry =
        zk.closing(zk.builder().maxPayloadBytes(MAX_PAYLOAD_BYTES).connect()).registry();
    ServiceInstance smallest = withPadding(0);
    Registration first = registry.register(smallest);
    int overhead = zk.server().data("/services/servers/a").length;
    first.close();
    ServiceInstance largest = withPadding(MAX_PAYLOAD_BYTES - overhead);
    ServiceInstance tooLarge = withPadding(MAX_PAYLOAD_BYTES - overhead + 1);

    Registration registration = registry.register(largest);
    assertThat(zk.server().data("/services/servers/a")).hasSize(MAX_PAYLOAD_BYTES);
    await().until(() -> zk.server().watchedPaths().contains("/services/servers/a")); // at rest
    RequestCounts before = zk.server().requests();

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registry.register(tooLarge.toBuilder().id("b").build()))
        .withMessageContaining(String.valueOf(MAX_PAYLOAD_BYTES));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registration.update(value -> tooLarge));

    assertThat(zk.server().requests().since(before).total()).isZero();
    assertThat(registration.instance()).isEqualTo(largest);
    assertThat(registry.instances("servers")).containsExactly(largest);
  }

  @Test
  void byDefaultAPayloadMayHave64KiB() throws Exception {
    ServiceRegistry registry = zk.coordination().registry();

    registry.register(withPadding(64 * 1024 - 500));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registry.register(withPadding(64 * 1024)));
  }

  @Test
  void aMetadataKeyMayBeNearlyAsLongAsThePayload() throws Exception {
    ServiceInstance long60 = server("a").toBuilder().metadata("k".repeat(60_000), "v").build();
    ServiceRegistry registry = zk.coordination().registry();
    Membership view = zk.coordination().registry().watch("servers");

    registry.register(long60);

    awaitIds(view, "a");
    assertThat(view.snapshot().instances()).containsExactly(long60);
    assertThat(registry.instances("servers")).containsExactly(long60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "services", "/services/", "//", "/a//b", "/a/../b", "/."})
  void aRootIsAPath(String root) {
    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().serviceRoot(root));
    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().lockRoot(root));
  }

  @Test
  void durationsAreNotNegative() {
    Duration negative = Duration.ofNanos(-1);

    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().sessionTimeout(negative));
    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().connectTimeout(negative));
    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().operationTimeout(negative));
  }

  @Test
  void aPayloadLimitIsPositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().maxPayloadBytes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> zk.builder().maxPayloadBytes(-1));
  }

  @Test
  void veryLongDurationsSaturate() throws Exception {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    Coordination coordination =
        zk.closing(zk.builder().connectTimeout(longest).operationTimeout(longest).connect());

    assertThat(coordination.registry().instances("servers")).isEmpty();
  }

  @Test
  void theLongestSessionTimeoutIsWhatTheServerGrants() throws Exception {
    for (Duration longest : List.of(MILLIS_BEYOND_INT, Duration.ofSeconds(Long.MAX_VALUE))) {
      Coordination coordination = zk.closing(zk.builder().sessionTimeout(longest).connect());

      assertThat(coordination.registry().instances("servers")).isEmpty();
      assertThat(zk.server().sessionTimeouts()).containsOnly(zk.sessionTimeoutMillis());
    }
  }

  @Test
  void aServerThatGrantsVeryLongSessionsIsServedToo() throws Exception {
    try (ZkServer patient = ZkServer.started(100_000_000)) { // a tick of more than a day
      Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
      Coordination coordination =
          zk.closing(zk.builder(patient.connectString()).sessionTimeout(longest).connect());

      assertThat(coordination.registry().instances("servers")).isEmpty();
      coordination.close();
    }
  }

  @Test
  void nullsAreRefused() {
    assertThatNullPointerException().isThrownBy(() -> CuratorCoordination.connect(null));
    assertThatNullPointerException().isThrownBy(() -> CuratorCoordination.over(null));
    assertThatNullPointerException().isThrownBy(() -> CuratorCoordination.builder((String) null));
    assertThatNullPointerException()
        .isThrownBy(() -> CuratorCoordination.builder((CuratorFramework) null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().sessionTimeout(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().connectTimeout(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().operationTimeout(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().serviceRoot(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().lockRoot(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().instanceCodec(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().ownerLabel(null));
    assertThatNullPointerException().isThrownBy(() -> zk.builder().defaultLockOptions(null));
  }

  @Test
  void aClientThatIsNotStartedOrIsClosedIsRefused() {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(zk.server().connectString(), new RetryOneTime(1));
    assertRefused(client);
    client.start();
    client.close();
    assertRefused(client);
  }

  private static void assertRefused(CuratorFramework client) {
    assertThatIllegalArgumentException().isThrownBy(() -> CuratorCoordination.over(client));
  }

  private static ServiceInstance withPadding(int bytes) {
    return server("a").toBuilder().metadata("padding", "x".repeat(bytes)).build();
  }
}
