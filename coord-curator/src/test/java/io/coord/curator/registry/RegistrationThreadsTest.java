package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.EventThread;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On the thread that would have to deliver the reply, nobody waits for one. */
@Timeout(120)
class RegistrationThreadsTest {

  private static final String PATH = "/services/servers/a";

  /** Longer than any test may take: who waits for it fails. */
  private static final Duration NEVER = Duration.ofMinutes(5);

  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private CuratorFramework client;
  private Coordination coordination;
  private Registration registration;

  @BeforeEach
  void register() throws Exception {
    client = zk.client();
    coordination =
        zk.closing(CuratorCoordination.builder(client).operationTimeout(NEVER).connect());
    registration = coordination.registry().register(server("a"));
  }

  @Test
  void closingReturnsAtOnceAndTheNodeGoes() throws Exception {
    RegistrationState state =
        EventThread.call(
            client,
            () -> {
              registration.close();
              return registration.state();
            });

    assertThat(state).isEqualTo(RegistrationState.CLOSED);
    Awaitility.await().until(() -> zk.server().stat(PATH) == null);
  }

  @Test
  void registeringFailsAtOnce() throws Exception {
    EventThread.call(
        client,
        () ->
            assertThatIllegalStateException()
                .isThrownBy(() -> coordination.registry().register(server("b")))
                .withMessageContaining("/services/servers/b")
                .withMessageContaining("thread"));

    assertThat(coordination.registry().instances("servers")).containsExactly(server("a"));
  }

  @Test
  void registerAsyncRegisters() throws Exception {
    CompletableFuture<Registration> future =
        EventThread.call(client, () -> coordination.registry().registerAsync(server("b")));

    assertThat(future.get(60, TimeUnit.SECONDS).state()).isEqualTo(RegistrationState.REGISTERED);
  }

  @Test
  void updatingFailsAtOnceAndChangesNothing() throws Exception {
    EventThread.call(
        client,
        () ->
            assertThatIllegalStateException()
                .isThrownBy(
                    () -> registration.update(it -> it.toBuilder().address("other").build()))
                .withMessageContaining(PATH)
                .withMessageContaining("thread"));

    assertThat(registration.instance()).isEqualTo(server("a"));
    registration.update(it -> it.toBuilder().address("new").build());
    assertThat(coordination.registry().instances("servers"))
        .containsExactly(registration.instance());
  }
}
