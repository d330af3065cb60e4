package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;

import io.coord.Subscription;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.Registration;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What {@link Membership} promises its listeners. */
public abstract class MembershipListenersContract extends ContractSuite {

  @Test
  void aListenerGetsJoinsLeavesAndUpdates() throws Exception {
    ServiceRegistry registry = open().registry();
    Told<MembershipChange> told = new Told<>();
    open().registry().watch(service, told::accept);
    told.awaitCount(1);

    Registration a = registry.register(instance("a"));
    awaitWords(told, "+[a] -[] ~[]");
    registry.register(instance("b"));
    awaitWords(told, "+[b] -[] ~[]");
    a.update(value -> value.toBuilder().port(80).build());
    awaitWords(told, "+[] -[] ~[a]");
    a.close();
    awaitWords(told, "+[] -[a] ~[]");

    assertThat(told.events())
        .map(ContractSuite::words)
        .containsSubsequence("+[a] -[] ~[]", "+[b] -[] ~[]", "+[] -[] ~[a]", "+[] -[a] ~[]");
    assertThat(told.events().get(told.events().size() - 1).left()).containsExactly(a.instance());
  }

  @Test
  void theFirstChangeIsTheWholeViewOnceItIsLoaded() throws Exception {
    ServiceRegistry registry = open().registry();
    registry.register(instance("a"));
    registry.register(instance("b"));
    Told<MembershipChange> told = new Told<>();

    open().registry().watch(service, told::accept);

    MembershipChange first = told.awaitCount(1).get(0);
    assertThat(words(first)).isEqualTo("+[a, b] -[] ~[]");
    assertThat(first.snapshot().stale()).isFalse();
    assertThat(first.snapshot().instances()).isEqualTo(first.joined());
  }

  @Test
  void theFirstChangeOfAnEmptyViewIsEmpty() throws Exception {
    Told<MembershipChange> told = new Told<>();

    open().registry().watch(service, told::accept);

    assertThat(words(told.awaitCount(1).get(0))).isEqualTo("+[] -[] ~[]");
    assertThat(told.events().get(0).snapshot().stale()).isFalse();
  }

  @Test
  void aLateListenerGetsTheWholeViewFirst() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    registry.register(instance("a"));
    registry.register(instance("b"));
    awaitIds(view, "a", "b");
    Told<MembershipChange> late = new Told<>();

    view.subscribe(late::accept);
    late.awaitCount(1); // a listener that is called late is told all that happened in one change
    registry.register(instance("c"));

    awaitWords(late, "+[c] -[] ~[]");
    assertThat(words(late.events().get(0))).isEqualTo("+[a, b] -[] ~[]");
  }

  @RepeatedTest(10)
  void theChangesAddUpToTheViewWheneverAListenerSubscribes() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    ChangeFold early = new ChangeFold();
    ChangeFold late = new ChangeFold();
    view.subscribe(early);
    CompletableFuture<Void> changes =
        CompletableFuture.runAsync(() -> churn(registry), task -> new Thread(task).start());
    await(view, seen -> seen.instances().size() >= 3);

    view.subscribe(late);

    changes.get(20, TimeUnit.SECONDS);
    registry.register(instance("last"));
    await(view, seen -> seen.find("last").isPresent());
    early.await(registry.instances(service));
    late.await(registry.instances(service));
  }

  @Test
  void aClosedSubscriptionGetsNothingMore() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    Told<MembershipChange> gone = new Told<>();
    Told<MembershipChange> stays = new Told<>();
    Subscription subscription = view.subscribe(gone::accept);
    view.subscribe(stays::accept);
    gone.awaitCount(1);

    subscription.close();
    subscription.close();
    registry.register(instance("a"));

    awaitWords(stays, "+[a] -[] ~[]");
    assertThat(gone.events()).hasSize(1);
  }

  @Test
  void nullsAreRefused() throws Exception {
    Membership view = open().registry().watch(service);

    assertThatNullPointerException().isThrownBy(() -> view.subscribe(null));
  }

  private void churn(ServiceRegistry registry) {
    try {
      for (int round = 0; round < 3; round++) {
        Registration passing = registry.register(instance("passing"));
        Registration stays = registry.register(instance("stays-" + round));
        stays.update(value -> value.toBuilder().port(80).build());
        registry.register(instance("taken over"));
        passing.close();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
