package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;
import static io.coord.test.contract.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What {@link ServiceRegistry#registerAsync} promises. */
public abstract class RegisterAsyncContract extends ContractSuite {

  @Test
  void theFutureIsCompletedOnceTheInstanceIsRegistered() throws Exception {
    ServiceRegistry client = open().registry();

    Registration registration =
        open().registry().registerAsync(instance("a")).get(20, TimeUnit.SECONDS);

    assertThat(registration.state()).isEqualTo(RegistrationState.REGISTERED);
    assertThat(client.instances(service)).containsExactly(instance("a"));
    registration.close();
    assertThat(client.instances(service)).isEmpty();
  }

  @Test
  void manyAreRegisteredAtOnce() throws Exception {
    ServiceRegistry registry = open().registry();
    List<CompletableFuture<Registration>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(registry.registerAsync(instance("i" + i)));
    }

    for (CompletableFuture<Registration> each : all) {
      each.get(20, TimeUnit.SECONDS);
    }

    assertThat(open().registry().instances(service)).hasSize(100);
  }

  @Test
  void cancellingAfterItIsRegisteredChangesNothing() throws Exception {
    ServiceRegistry registry = open().registry();
    CompletableFuture<Registration> future = registry.registerAsync(instance("a"));
    Registration registration = future.get(20, TimeUnit.SECONDS);

    assertThat(future.cancel(true)).isFalse();

    registration.update(value -> value.toBuilder().port(1).build());
    assertThat(registry.instances(service)).containsExactly(registration.instance());
  }

  /** Wherever in the registration the cancellation comes, what is cancelled is withdrawn. */
  @Test
  void whatIsCancelledLeavesNothingRegistered() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Registration> future = registry.registerAsync(instance("a"));
      if (i % 2 == 0) {
        LockSupport.parkNanos(100_000L * (i % 10)); // anywhere within it
      }
      if (!future.cancel(false)) {
        future.get().close();
      }
    }

    registry.register(instance("next"));
    awaitIds(view, "next");
  }

  @RepeatedTest(5)
  void soDoesWhatItsCallerCompletes() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    CompletableFuture<Registration> future = registry.registerAsync(instance("a"));
    if (!future.complete(null)) {
      future.get().close();
    }
    CompletableFuture<Registration> late = registry.registerAsync(instance("b"));
    CompletableFuture<Registration> unused =
        late.orTimeout(1, TimeUnit.NANOSECONDS)
            .whenComplete(
                (registration, failure) -> {
                  if (registration != null) {
                    registration.close();
                  }
                });

    registry.register(instance("next"));
    awaitIds(view, "next");
  }

  @RepeatedTest(5)
  void closingTheCoordinationCompletesIt() throws Exception {
    Membership view = open().registry().watch(service);
    Coordination coordination = open();
    List<CompletableFuture<Registration>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(coordination.registry().registerAsync(instance("i" + i)));
    }

    coordination.close();

    for (CompletableFuture<Registration> each : all) {
      try {
        assertThat(each.get(20, TimeUnit.SECONDS).state()).isEqualTo(RegistrationState.CLOSED);
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
      }
    }
    awaitIds(view);
  }

  @Test
  void ofTwoWithOneIdTheNewerWins() throws Exception {
    Membership view = open().registry().watch(service);
    Registration older = open().registry().registerAsync(instance("a")).get(20, TimeUnit.SECONDS);
    Told<RegistrationState> told = new Told<>();
    older.subscribe((same, state) -> told.accept(state));

    Registration newer = open().registry().registerAsync(instance("a")).get(20, TimeUnit.SECONDS);

    told.await(states -> states.contains(RegistrationState.REPLACED));
    assertThat(newer.state()).isEqualTo(RegistrationState.REGISTERED);
    older.close();
    awaitIds(view, "a");
  }

  @Test
  void aClosedCoordinationFailsIt() throws Exception {
    CompletableFuture<Registration> future = closedRegistry().registerAsync(instance("a"));

    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatNullPointerException().isThrownBy(() -> open().registry().registerAsync(null));
  }

  private ServiceRegistry closedRegistry() throws Exception {
    Coordination coordination = open();
    ServiceRegistry registry = coordination.registry();
    coordination.close();
    return registry;
  }
}
