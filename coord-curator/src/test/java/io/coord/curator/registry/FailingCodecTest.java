package io.coord.curator.registry;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.curator.InstanceCodec;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.Undeclared;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An application's codec may fail in any way: the engines live on, and nobody is hidden. */
@Timeout(60)
class FailingCodecTest {

  private static final String SERVICE = "/services/servers";
  private static final String BAD = "bad";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  static Stream<Arguments> failures() {
    return Stream.of(
        failure("an exception", FailingCodecTest::throwException),
        failure("a checked exception", FailingCodecTest::throwChecked),
        failure("an assertion", FailingCodecTest::throwAssertion),
        failure("an endless recursion", FailingCodecTest::overflow),
        failure("a class that is missing", FailingCodecTest::throwMissingClass),
        failure("nothing", () -> null),
        failure("another's instance", () -> server("other")),
        failure("another service", () -> ServiceInstance.builder("others").id("b").build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void anInstanceItCannotReadIsShownAsARawNodeAndLoggedOnce(
      String name, Supplier<ServiceInstance> decoding) throws Exception {
    CuratorFramework admin = zk.client();
    try (CapturedLog log = CapturedLog.start()) {
      ServiceRegistry registry = registry(new Failing(decoding));
      Membership view = registry.watch("servers");
      registry.register(server("a"));
      admin.create().forPath(SERVICE + "/b", bytes(BAD));
      awaitIds(view, "a", "b");

      assertThat(view.snapshot().find("b")).contains(raw("b"));
      assertThat(view.snapshot().find("a")).contains(server("a"));
      assertThat(registry.instances("servers")).containsExactly(server("a"), raw("b"));

      admin.create().forPath(SERVICE + "/c", bytes(BAD));
      awaitIds(view, "a", "b", "c");
      assertThat(log.lines("codec could not read")).hasSize(1);
    }
    admin.delete().forPath(SERVICE + "/b");
    admin.delete().forPath(SERVICE + "/c");
  }

  @Test
  void anInstanceItCannotWriteIsNeitherRegisteredNorUpdated() throws Exception {
    ServiceRegistry registry = registry(new Failing(FailingCodecTest::overflow));
    ServiceInstance unwritable = server("a").toBuilder().address(BAD).build();

    assertThatThrownBy(() -> registry.register(unwritable))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(BAD);
    assertThat(zk.server().ephemerals()).isEmpty();

    Registration registration = registry.register(server("a"));
    assertThatThrownBy(() -> registration.update(value -> unwritable))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(BAD);
    assertThat(registration.instance()).isEqualTo(server("a"));
    assertThat(registration.state()).isEqualTo(RegistrationState.REGISTERED);
    assertThat(registry.instances("servers")).containsExactly(server("a"));
  }

  @ParameterizedTest
  @MethodSource("writingFailures")
  void registerAsyncReportsWhateverItThrowsThroughTheFuture(Throwable failure) throws Exception {
    ServiceRegistry registry =
        registry(
            new InstanceCodec() {
              @Override
              public byte[] encode(ServiceInstance instance) {
                throw Undeclared.raise(failure);
              }

              @Override
              public ServiceInstance decode(String service, String id, byte[] payload) {
                return raw(id);
              }
            });

    CompletableFuture<Registration> future = registry.registerAsync(server("a"));

    assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS)).hasCause(failure);
    assertThat(zk.server().ephemerals()).isEmpty();
  }

  static Stream<Throwable> writingFailures() {
    return Stream.of(
        new IllegalArgumentException(BAD),
        new IOException("for the test"),
        new NoClassDefFoundError("for the test"));
  }

  private static ServiceRegistry registry(InstanceCodec codec) {
    return zk.closing(zk.builder().instanceCodec(codec).connect()).registry();
  }

  /** Fails with what is bad, and leaves everything else to the default. */
  private record Failing(Supplier<ServiceInstance> decoding) implements InstanceCodec {
    private static final InstanceCodec DEFAULT = InstanceCodec.discoveryJson();

    @Override
    public byte[] encode(ServiceInstance instance) {
      if (instance.address().equals(BAD)) {
        throw new IllegalArgumentException(BAD);
      }
      return DEFAULT.encode(instance);
    }

    @Override
    public ServiceInstance decode(String service, String id, byte[] payload) {
      boolean bad = new String(payload, StandardCharsets.UTF_8).equals(BAD);
      return bad ? decoding.get() : DEFAULT.decode(service, id, payload);
    }
  }

  private static Arguments failure(String name, Supplier<ServiceInstance> decoding) {
    return Arguments.of(name, decoding);
  }

  private static ServiceInstance throwException() {
    throw new IllegalStateException("for the test");
  }

  private static ServiceInstance throwChecked() {
    throw Undeclared.raise(new IOException("for the test"));
  }

  private static ServiceInstance throwAssertion() {
    throw new AssertionError("for the test");
  }

  private static ServiceInstance throwMissingClass() {
    throw new NoClassDefFoundError("for the test");
  }

  @SuppressWarnings("InfiniteRecursion") // it is what is tested
  private static ServiceInstance overflow() {
    return overflow();
  }

  private static ServiceInstance raw(String id) {
    return new ServiceInstance("servers", id, BAD, 0, Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
