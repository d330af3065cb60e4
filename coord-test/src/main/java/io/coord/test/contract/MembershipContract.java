package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;

import io.coord.registry.Membership;
import io.coord.registry.MembershipSnapshot;
import io.coord.registry.Registration;
import io.coord.registry.ServiceRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@link Membership} promises as a view; what it tells listeners and {@link Membership#await}
 * have suites of their own.
 */
public abstract class MembershipContract extends ContractSuite {

  @Test
  void aViewFollowsItsService() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);

    Registration b = registry.register(instance("b"));
    awaitIds(view, "b");
    Registration a = registry.register(instance("a"));
    awaitIds(view, "a", "b");
    a.update(value -> value.toBuilder().port(80).build());
    await(view, seen -> seen.find("a").orElseThrow().port() == 80);
    b.close();
    awaitIds(view, "a");

    assertThat(view.service()).isEqualTo(service);
    assertThat(view.snapshot().service()).isEqualTo(service);
    assertThat(view.snapshot().instances()).containsExactly(a.instance());
  }

  @Test
  void itSaysWhatItShowsAndInWhichStateItIs() throws Exception {
    open().registry().register(instance("a"));
    Membership view = open().registry().watch(service);
    awaitIds(view, "a");
    assertThat(view.toString()).contains(service).contains("1").contains("FRESH");

    view.close();

    assertThat(view.toString()).contains(service).contains("CLOSED");
    assertThat(open().registry().watch("line\nbreak").toString()).doesNotContain("\n");
  }

  @Test
  void theViewOfAServiceThatDoesNotExistYetIsEmptyAndFresh() throws Exception {
    Membership view = open().registry().watch(service);

    awaitIds(view);
    open().registry().register(instance("a"));
    awaitIds(view, "a");
  }

  @Test
  void versionsIncreaseWithEveryChange() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    List<MembershipSnapshot> seen = new ArrayList<>();
    view.await(
        snapshot -> {
          seen.add(snapshot);
          return !snapshot.stale();
        },
        PATIENCE);
    for (String id : new String[] {"a", "b", "c"}) {
      registry.register(instance(id));
      view.await(
          snapshot -> {
            seen.add(snapshot);
            return snapshot.find(id).isPresent();
          },
          PATIENCE);
    }

    for (int i = 1; i < seen.size(); i++) {
      MembershipSnapshot before = seen.get(i - 1);
      MembershipSnapshot after = seen.get(i);
      assertThat(after.version()).isGreaterThanOrEqualTo(before.version());
      if (after.version() == before.version()) {
        assertThat(after).isEqualTo(before);
      }
    }
    assertThat(view.snapshot().version()).isGreaterThan(seen.get(0).version());
  }

  @Test
  void twoViewsOfAServiceAreIndependent() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership first = registry.watch(service);
    Membership second = registry.watch(service);
    registry.register(instance("a"));
    awaitIds(first, "a");
    awaitIds(second, "a");

    first.close();
    registry.register(instance("b"));

    awaitIds(second, "a", "b");
    assertThat(ids(first.snapshot().instances())).containsExactly("a");
  }

  @Test
  void aClosedViewKeepsItsLastMembersAndIsStale() throws Exception {
    ServiceRegistry registry = open().registry();
    Registration registration = registry.register(instance("a"));
    Membership view = registry.watch(service);
    awaitIds(view, "a");

    view.close();
    view.close();
    registration.close();

    assertThat(view.snapshot().stale()).isTrue();
    assertThat(ids(view.snapshot().instances())).containsExactly("a");
    assertThatIllegalStateException().isThrownBy(() -> view.subscribe(change -> {}));
  }
}
