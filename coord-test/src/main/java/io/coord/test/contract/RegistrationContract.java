package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;
import static io.coord.test.contract.Assertions.assertThatThrownBy;
import static io.coord.test.contract.Assertions.awaitUntil;

import io.coord.Coordination;
import io.coord.ReplacedException;
import io.coord.Subscription;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What {@link Registration} promises while its service can be reached. */
public abstract class RegistrationContract extends ContractSuite {

  @Test
  void aMemberIsThereWhenRegisterReturnsAndGoneWhenCloseReturns() throws Exception {
    ServiceRegistry client = open().registry();

    Registration registration = open().registry().register(instance("a"));
    assertThat(registration.state()).isEqualTo(RegistrationState.REGISTERED);
    assertThat(registration.instance()).isEqualTo(instance("a"));
    assertThat(client.instances(service)).containsExactly(instance("a"));

    registration.close();
    assertThat(registration.state()).isEqualTo(RegistrationState.CLOSED);
    assertThat(client.instances(service)).isEmpty();
  }

  @Test
  void itSaysWhatIsRegisteredAndInWhichStateItIs() throws Exception {
    Registration registration = open().registry().register(instance("a\nb"));
    assertThat(registration.toString())
        .contains(service)
        .contains("a")
        .contains("REGISTERED")
        .doesNotContain("\n");

    registration.close();

    assertThat(registration.toString()).contains(service).contains("CLOSED");
  }

  @Test
  void anUpdateIsSeenAsAnUpdate() throws Exception {
    Told<String> told = new Told<>();
    Membership view = open().registry().watch(service, change -> told.accept(words(change)));
    Registration registration = open().registry().register(instance("a"));
    awaitIds(view, "a");
    told.await(words -> words.contains("+[a] -[] ~[]"));

    registration.update(value -> value.toBuilder().metadata("load", "7").build());

    assertThat(registration.instance().metadata()).containsEntry("load", "7");
    await(view, seen -> seen.instances().contains(registration.instance()));
    assertThat(told.await(words -> words.contains("+[] -[] ~[a]")))
        .noneMatch(words -> words.contains("-[a]"));
  }

  @RepeatedTest(3)
  void concurrentUpdatesAreAllApplied() throws Exception {
    Registration registration = open().registry().register(instance("a"));
    List<CompletableFuture<Void>> updates = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      updates.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 10; i++) {
                  updateUninterrupted(registration);
                }
              },
              task -> new Thread(task).start()));
    }
    for (CompletableFuture<Void> each : updates) {
      each.get(20, TimeUnit.SECONDS);
    }

    assertThat(registration.instance().port()).isEqualTo(40);
    assertThat(open().registry().instances(service)).containsExactly(registration.instance());
  }

  @Test
  void anUpdateMustKeepServiceAndId() throws Exception {
    Registration registration = open().registry().register(instance("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> registration.update(value -> value.toBuilder().id("b").build()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                registration.update(
                    value -> ServiceInstance.builder("other").id(value.id()).build()));

    assertThat(registration.instance()).isEqualTo(instance("a"));
  }

  @Test
  void anUpdateThatThrowsChangesNothing() throws Exception {
    Registration registration = open().registry().register(instance("a"));

    assertThatThrownBy(
            () ->
                registration.update(
                    value -> {
                      throw new UnsupportedOperationException("no");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatNullPointerException().isThrownBy(() -> registration.update(null));
    assertThatNullPointerException().isThrownBy(() -> registration.update(value -> null));

    assertThat(registration.instance()).isEqualTo(instance("a"));
    assertThat(registration.state()).isEqualTo(RegistrationState.REGISTERED);
    registration.update(value -> value.toBuilder().port(1).build());
    assertThat(open().registry().instances(service)).containsExactly(registration.instance());
  }

  @Test
  void aListenerGetsTheCurrentStateFirstAndTheCloseLast() throws Exception {
    Registration registration = open().registry().register(instance("a"));
    Told<RegistrationState> told = new Told<>();

    registration.subscribe((same, state) -> told.accept(state));
    told.awaitCount(1);
    registration.close();

    assertThat(told.awaitCount(2))
        .containsExactly(RegistrationState.REGISTERED, RegistrationState.CLOSED);
    assertThatNullPointerException().isThrownBy(() -> registration.subscribe(null));
  }

  @Test
  void aClosedSubscriptionGetsNothingMore() throws Exception {
    Registration registration = open().registry().register(instance("a"));
    Told<RegistrationState> gone = new Told<>();
    Told<RegistrationState> stays = new Told<>();
    Subscription subscription = registration.subscribe((same, state) -> gone.accept(state));
    registration.subscribe((same, state) -> stays.accept(state));
    gone.awaitCount(1);

    subscription.close();
    registration.close();

    stays.await(states -> states.contains(RegistrationState.CLOSED));
    assertThat(gone.events()).containsExactly(RegistrationState.REGISTERED);
  }

  @Test
  void aClosedRegistrationRefusesUpdates() throws Exception {
    Registration registration = open().registry().register(instance("a"));

    registration.close();
    registration.close();

    assertThatIllegalStateException().isThrownBy(() -> registration.update(value -> value));
    assertThat(open().registry().instances(service)).isEmpty();
  }

  @Test
  void anIdCanBeRegisteredAgainAfterItWasClosed() throws Exception {
    ServiceRegistry registry = open().registry();
    for (int i = 0; i < 10; i++) {
      registry.register(instance("a")).close();
    }
    Registration last = registry.register(instance("a"));

    assertThat(last.state()).isEqualTo(RegistrationState.REGISTERED);
    assertThat(registry.instances(service)).containsExactly(instance("a"));
  }

  @Test
  void theNewerOfTwoProcessesWithOneIdWins() throws Exception {
    Membership view = open().registry().watch(service);
    Registration older = open().registry().register(instance("a"));
    Told<RegistrationState> told = new Told<>();
    older.subscribe((same, state) -> told.accept(state));
    Registration newer = open().registry().register(newerInstance());

    assertReplacedForGood(older, newer, told, view);
  }

  @Test
  void theNewerOfTwoRegistrationsOfOneProcessWins() throws Exception {
    Membership view = open().registry().watch(service);
    Coordination process = open();
    Registration older = process.registry().register(instance("a"));
    Told<RegistrationState> told = new Told<>();
    older.subscribe((same, state) -> told.accept(state));
    Registration newer = process.registry().register(newerInstance());

    assertReplacedForGood(older, newer, told, view);
  }

  @Test
  void aListenerMayCloseTheRegistration() throws Exception {
    Registration registration = open().registry().register(instance("a"));

    registration.subscribe((same, state) -> same.close());

    awaitUntil(() -> registration.state() == RegistrationState.CLOSED);
    Membership view = open().registry().watch(service);
    awaitIds(view);
  }

  @Test
  void closeIsNotInterruptible() throws Exception {
    Registration registration = open().registry().register(instance("a"));

    Thread.currentThread().interrupt();
    registration.close();

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    awaitIds(open().registry().watch(service));
  }

  private void assertReplacedForGood(
      Registration older, Registration newer, Told<RegistrationState> told, Membership view)
      throws Exception {
    told.await(states -> states.contains(RegistrationState.REPLACED));
    assertThat(older.state()).isEqualTo(RegistrationState.REPLACED);
    assertThatThrownBy(() -> older.update(value -> value)).isInstanceOf(ReplacedException.class);
    assertThat(older.toString()).contains("REPLACED");
    older.close();
    older.close();

    newer.update(value -> value.toBuilder().metadata("still", "here").build());
    assertThat(newer.state()).isEqualTo(RegistrationState.REGISTERED);
    assertThat(open().registry().instances(service)).containsExactly(newer.instance());
    await(view, seen -> seen.instances().equals(List.of(newer.instance())));
    assertThat(told.await(states -> states.contains(RegistrationState.CLOSED)))
        .containsExactly(
            RegistrationState.REGISTERED, RegistrationState.REPLACED, RegistrationState.CLOSED);
  }

  private ServiceInstance newerInstance() {
    return instance("a").toBuilder().address("newer").build();
  }

  private static void updateUninterrupted(Registration registration) {
    try {
      registration.update(value -> value.toBuilder().port(value.port() + 1).build());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
