package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.Subscription;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What {@link Coordination} promises of its connection and of its end. */
public abstract class CoordinationContract extends ContractSuite {

  @Test
  void anOpenCoordinationIsConnected() throws Exception {
    assertThat(open().connectionState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  void aListenerGetsTheCurrentStateFirstAndTheCloseLast() throws Exception {
    Coordination coordination = open();
    Told<ConnectionState> told = new Told<>();

    coordination.subscribe(told::accept);
    told.awaitCount(1);
    coordination.close();

    assertThat(told.awaitCount(2))
        .containsExactly(ConnectionState.CONNECTED, ConnectionState.CLOSED);
    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CLOSED);
  }

  @Test
  void aClosedSubscriptionGetsNothingMore() throws Exception {
    Coordination coordination = open();
    Told<ConnectionState> gone = new Told<>();
    Told<ConnectionState> stays = new Told<>();
    Subscription subscription = coordination.subscribe(gone::accept);
    coordination.subscribe(stays::accept);
    gone.awaitCount(1);

    subscription.close();
    subscription.close();
    coordination.close();

    stays.await(states -> states.contains(ConnectionState.CLOSED));
    assertThat(gone.events()).containsExactly(ConnectionState.CONNECTED);
  }

  @Test
  void aListenerThatThrowsStillGetsTheNextChange() throws Exception {
    Coordination coordination = open();
    Told<ConnectionState> told = new Told<>();
    coordination.subscribe(
        state -> {
          told.accept(state);
          throw new IllegalStateException("thrown by a test's listener");
        });
    told.awaitCount(1);

    coordination.close();

    told.await(states -> states.contains(ConnectionState.CLOSED));
  }

  @Test
  void itSaysInWhichStateItIs() throws Exception {
    Coordination coordination = open();
    assertThat(coordination.toString()).contains("CONNECTED");

    coordination.close();

    assertThat(coordination.toString()).contains("CLOSED").doesNotContain("CONNECTED");
  }

  @Test
  void everyCallReturnsTheSameRegistry() throws Exception {
    Coordination coordination = open();

    assertThat(coordination.registry()).isSameAs(coordination.registry());
  }

  @Test
  void closeDeregistersAndEndsViews() throws Exception {
    Coordination closed = open();
    Membership observer = open().registry().watch(service);
    Registration registration = closed.registry().register(instance("a"));
    Membership view = closed.registry().watch(service);
    awaitIds(view, "a");
    awaitIds(observer, "a");

    closed.close();

    awaitIds(observer);
    assertThat(registration.state()).isEqualTo(RegistrationState.CLOSED);
    assertThat(registration.instance()).isEqualTo(instance("a"));
    assertThat(view.snapshot().stale()).isTrue();
    assertThat(ids(view.snapshot().instances())).containsExactly("a");
  }

  @Test
  void afterCloseOnlyQueriesAndCloseItselfWork() throws Exception {
    Coordination coordination = open();
    ServiceRegistry registry = coordination.registry();
    Registration registration = registry.register(instance("a"));
    Membership view = registry.watch(service);
    awaitIds(view, "a");

    coordination.close();
    coordination.close();
    registration.close();
    view.close();

    assertThatIllegalStateException().isThrownBy(coordination::registry);
    assertThatIllegalStateException().isThrownBy(() -> coordination.subscribe(state -> {}));
    assertThatIllegalStateException().isThrownBy(() -> registry.register(instance("b")));
    assertThatIllegalStateException().isThrownBy(() -> registry.watch(service));
    assertThatIllegalStateException().isThrownBy(() -> registry.watch(service, change -> {}));
    assertThatIllegalStateException().isThrownBy(() -> registry.instances(service));
    assertThatIllegalStateException().isThrownBy(() -> registry.find(service, "a"));
    assertThatIllegalStateException().isThrownBy(registry::services);
    assertThatIllegalStateException().isThrownBy(() -> registration.update(value -> value));
    assertThatIllegalStateException().isThrownBy(() -> view.subscribe(change -> {}));
    assertThatIllegalStateException().isThrownBy(() -> view.await(seen -> true, PATIENCE));
    Told<RegistrationState> late = new Told<>();
    registration.subscribe((same, state) -> late.accept(state));
    assertThat(late.awaitCount(1)).containsExactly(RegistrationState.CLOSED);
  }

  @RepeatedTest(5)
  void manyThreadsMayCloseItAtOnce() throws Exception {
    Coordination coordination = open();
    Membership observer = open().registry().watch(service);
    coordination.registry().register(instance("a"));
    coordination.registry().watch(service);
    awaitIds(observer, "a");
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      closing.add(
          CompletableFuture.runAsync(
              () -> {
                awaitQuietly(start);
                coordination.close();
              },
              task -> new Thread(task).start()));
    }

    start.countDown();

    for (CompletableFuture<Void> each : closing) {
      each.get(20, TimeUnit.SECONDS);
    }
    awaitIds(observer);
  }

  @Test
  void aListenerMayCloseIt() throws Exception {
    Coordination coordination = open();
    Membership observer = open().registry().watch(service);
    coordination.registry().register(instance("a"));
    awaitIds(observer, "a");
    CountDownLatch closed = new CountDownLatch(1);

    coordination.subscribe(
        state -> {
          coordination.close();
          closed.countDown();
        });

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CLOSED);
    awaitIds(observer);
  }

  @Test
  void closeIsNotInterruptible() throws Exception {
    Coordination coordination = open();
    Membership observer = open().registry().watch(service);
    coordination.registry().register(instance("a"));
    awaitIds(observer, "a");

    Thread.currentThread().interrupt();
    coordination.close();

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    awaitIds(observer);
  }

  @Test
  void aNullListenerIsRefused() throws Exception {
    Coordination coordination = open();

    assertThatNullPointerException().isThrownBy(() -> coordination.subscribe(null));
  }
}
