package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.FailingHandle;
import io.coord.curator.testing.WatchedAcls;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.schema.Schema;
import org.apache.curator.framework.schema.SchemaSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the client's owner plugged in may throw anything, at any call: the first register is
 * rejected with the cause, and a registration that is being restored goes on trying.
 */
@Timeout(120)
class RegistrationPlugInTest {

  private static final String SERVICE = "/services/servers";
  private static final String PATH = SERVICE + "/a";

  /** Longer than any test waits: who waits for it fails. */
  private static final Duration NEVER = Duration.ofMinutes(1);

  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private final AtomicInteger calls = new AtomicInteger();

  private static Stream<Arguments> nthCalls() {
    return IntStream.rangeClosed(1, 6)
        .boxed()
        .flatMap(
            n ->
                Stream.of(
                    Arguments.of(n, new IllegalStateException("for the test")),
                    Arguments.of(n, new StackOverflowError("for the test"))));
  }

  /** With the whole service gone, the ACLs of the parents are asked for, too. */
  @ParameterizedTest(name = "call {0}: {1}")
  @MethodSource("nthCalls")
  void aRegistrationIsPutBackWhicheverCallFails(int failing, Throwable failure) throws Exception {
    Coordination coordination =
        over(
            builder ->
                builder.aclProvider(
                    new WatchedAcls(
                        path -> {
                          if (calls.incrementAndGet() == failing) {
                            throwIt(failure);
                          }
                        })));
    calls.set(Integer.MIN_VALUE);
    Registration registration = coordination.registry().register(server("a"));
    calls.set(0);

    zk.client().delete().deletingChildrenIfNeeded().forPath("/services");

    Awaitility.await().until(() -> zk.server().stat(PATH) != null);
    Awaitility.await().until(() -> registration.state() == RegistrationState.REGISTERED);
    registration.close();
    assertThat(zk.server().stat(PATH)).isNull();
  }

  @Test
  void aRegistrationThatCannotBePutBackKeepsTryingIsLoggedOnceAndCanBeClosed() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    boolean[] failing = {false};
    Coordination coordination =
        over(
            builder ->
                builder.aclProvider(
                    new WatchedAcls(
                        path -> {
                          if (failing[0]) {
                            failures.incrementAndGet();
                            throw new StackOverflowError("for the test");
                          }
                        })));
    Registration registration = coordination.registry().register(server("a"));
    Registration closed = coordination.registry().register(server("b"));
    failing[0] = true;
    try (CapturedLog log = CapturedLog.start()) {
      zk.client().delete().forPath(PATH);
      zk.client().delete().forPath(SERVICE + "/b");
      Awaitility.await().until(() -> failures.get() >= 8);
      assertThat(registration.state()).isEqualTo(RegistrationState.RESTORING);
      assertThat(log.lines("Could not register " + PATH)).hasSize(1);
      closed.close();
      failing[0] = false;

      Awaitility.await().until(() -> registration.state() == RegistrationState.REGISTERED);
      assertThat(log.lines(PATH + " is lost")).hasSize(1);
      assertThat(log.lines(PATH + " is restored")).hasSize(1);
    }
    assertThat(zk.server().ephemerals()).containsExactly(PATH);
  }

  @ParameterizedTest
  @ValueSource(strings = {PATH, SERVICE, "/services"})
  void theFirstRegisterIsRejectedAtOnceWithTheCause(String path) throws Exception {
    if (zk.server().stat("/services") != null) {
      zk.client().delete().deletingChildrenIfNeeded().forPath("/services");
    }
    IllegalArgumentException cause = new IllegalArgumentException("no ACL is configured");
    Coordination coordination =
        over(
            builder ->
                builder.aclProvider(
                    new WatchedAcls(
                        asked -> {
                          if (asked.equals(path)) {
                            throw cause;
                          }
                        })));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> coordination.registry().register(server("a")))
        .withMessageContaining(PATH)
        .withCause(cause);
    assertThat(zk.server().ephemerals()).isEmpty();
  }

  @Test
  void whatTheClientsSchemasForbidIsRejected() throws Exception {
    Schema noEphemerals =
        Schema.builder(Pattern.compile("/services/no/.*"))
            .name("no")
            .ephemeral(Schema.Allowance.CANNOT)
            .build();
    Schema noNews =
        Schema.builder(Pattern.compile(PATH))
            .name("small")
            .dataValidator(
                (schema, path, data, acl) -> !new String(data, UTF_8).contains("forbidden"))
            .build();
    Coordination coordination =
        over(builder -> builder.schemaSet(new SchemaSet(List.of(noEphemerals, noNews), true)));

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () -> coordination.registry().register(ServiceInstance.builder("no").id("x").build()));
    Registration registration = coordination.registry().register(server("a"));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registration.update(it -> it.toBuilder().address("forbidden").build()));
    assertThat(registration.instance()).isEqualTo(server("a"));
    registration.update(it -> it.toBuilder().address("allowed").build());
    assertThat(zk.server().ephemerals()).containsExactly(PATH);
  }

  private static Stream<Arguments> nthRequests() {
    return IntStream.rangeClosed(1, 4).mapToObj(Arguments::of);
  }

  /** Nobody knows then whether it was sent. */
  @ParameterizedTest(name = "request {0}")
  @MethodSource("nthRequests")
  void anErrorOfTheHandleItselfStopsNoOtherRegistration(int failing) throws Exception {
    FailingHandle handles = new FailingHandle();
    Coordination coordination = over(builder -> builder.zookeeperFactory(handles));
    coordination.registry().register(server("first")); // makes the parents
    handles.failAt(failing);

    List<Registration> registrations = new ArrayList<>();
    for (String id : List.of("a", "b", "c", "d", "e")) {
      registrations.add(coordination.registry().register(server(id)));
    }

    assertThat(handles.hasFailed()).isTrue();
    assertThat(registrations)
        .allSatisfy(it -> assertThat(it.state()).isEqualTo(RegistrationState.REGISTERED));
    registrations.forEach(Registration::close);
    assertThat(zk.server().ephemerals()).containsExactly(SERVICE + "/first");
  }

  private static Coordination over(Consumer<CuratorFrameworkFactory.Builder> settings)
      throws Exception {
    CuratorFrameworkFactory.Builder builder = zk.clients().builder(zk.server().connectString());
    settings.accept(builder);
    CuratorFramework client = zk.clients().started(builder);
    return zk.closing(CuratorCoordination.builder(client).operationTimeout(NEVER).connect());
  }

  private static void throwIt(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
