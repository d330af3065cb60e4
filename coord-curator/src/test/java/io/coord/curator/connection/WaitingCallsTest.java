package io.coord.curator.connection;

import static io.coord.curator.testing.Views.PATIENCE;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that waits ends: at its deadline, or with what it waits for. */
@Timeout(60)
class WaitingCallsTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private enum Read {
    INSTANCES,
    SERVICES;

    void call(ServiceRegistry registry) throws InterruptedException {
      switch (this) {
        case INSTANCES -> registry.instances("servers");
        case SERVICES -> registry.services();
      }
    }
  }

  private enum Network {
    CUT,
    FROZEN
  }

  @ParameterizedTest
  @EnumSource(Read.class)
  void aReadWithoutAConnectionEndsWithTheCoordination(Read read) throws Exception {
    assertAReadEndsWithTheCoordination(read, Network.CUT);
  }

  @ParameterizedTest
  @EnumSource(Read.class)
  void aReadWhoseAnswerIsMissingEndsWithTheCoordination(Read read) throws Exception {
    assertAReadEndsWithTheCoordination(read, Network.FROZEN);
  }

  @Test
  void anAwaitEndsAtItsDeadlineHoweverFastTheViewChanges() throws Exception {
    Coordination coordination = zk.coordination();
    Registration registration = coordination.registry().register(server("a"));
    Membership view = coordination.registry().watch("servers");
    awaitIds(view, "a");
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return view.await(
                    seen -> {
                      // As slow as it takes for the next view to be there when this one is tested.
                      Awaitility.await()
                          .atMost(PATIENCE)
                          .until(() -> over.get() || view.snapshot().version() > seen.version());
                      return over.get();
                    },
                    Duration.ofMillis(300));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    for (int i = 0; !waiting.isDone() && System.nanoTime() - end < 0; i++) {
      int port = i % 60_000;
      registration.update(value -> value.toBuilder().port(port).build());
    }
    boolean ended = waiting.isDone();
    over.set(true);

    assertThat(ended).isTrue();
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
  }

  private static void assertAReadEndsWithTheCoordination(Read read, Network network)
      throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    Coordination coordination =
        zk.closing(CuratorCoordination.builder(client).operationTimeout(FOR_EVER).connect());
    ServiceRegistry registry = coordination.registry();
    if (network == Network.CUT) {
      proxy.cut();
      Awaitility.await().until(() -> coordination.connectionState() != ConnectionState.CONNECTED);
    } else {
      proxy.freeze();
    }
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> {
              thread.set(Thread.currentThread());
              started.countDown();
              try {
                read.call(registry);
              } catch (InterruptedException e) {
                throw new IllegalArgumentException(e);
              }
            },
            task -> new Thread(task).start());
    started.await();
    Awaitility.await().until(() -> thread.get().getState() == Thread.State.TIMED_WAITING);

    coordination.close();

    assertThatThrownBy(() -> reading.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    proxy.restore();
  }
}
