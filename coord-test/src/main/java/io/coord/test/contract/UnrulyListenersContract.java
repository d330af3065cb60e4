package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.Subscription;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@link Membership} promises when listeners are slow, throw, or act on what called them. */
public abstract class UnrulyListenersContract extends ContractSuite {

  @Test
  void aSlowListenerDelaysNobodyAndGetsTheRestAsOneChange() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = open().registry().watch(service);
    awaitIds(view);
    Told<MembershipChange> slow = new Told<>();
    Told<MembershipChange> quick = new Told<>();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    view.subscribe(
        change -> {
          slow.accept(change);
          entered.countDown();
          awaitQuietly(goOn);
        });
    entered.await();
    view.subscribe(quick::accept);

    for (int i = 10; i < 30; i++) {
      registry.register(instance("id-" + i));
      String joined = "+[id-" + i + "] -[] ~[]";
      awaitWords(quick, joined);
    }
    registry.register(instance("gone")).close();
    registry.register(instance("last")); // whoever sees this one has seen the other leave
    await(
        view,
        seen -> !seen.stale() && seen.find("last").isPresent() && seen.find("gone").isEmpty());
    assertThat(slow.events()).hasSize(1);
    goOn.countDown();

    MembershipChange caughtUp = slow.awaitCount(2).get(1);
    assertThat(caughtUp.joined()).hasSize(21).noneMatch(each -> each.id().equals("gone"));
    assertThat(caughtUp.left()).isEmpty();
    assertThat(caughtUp.updated()).isEmpty();
    assertThat(caughtUp.snapshot().instances()).isEqualTo(caughtUp.joined());
  }

  @Test
  void aListenerThatThrowsStillGetsTheNextChangeAndAffectsNoOther() throws Exception {
    ServiceRegistry registry = open().registry();
    Told<MembershipChange> throwing = new Told<>();
    Told<MembershipChange> other = new Told<>();
    Membership view =
        open()
            .registry()
            .watch(
                service,
                change -> {
                  throwing.accept(change);
                  throw new IllegalStateException("thrown by a test's listener");
                });
    view.subscribe(other::accept);
    throwing.awaitCount(1);
    other.awaitCount(1);

    registry.register(instance("a"));
    awaitWords(throwing, "+[a] -[] ~[]");
    awaitWords(other, "+[a] -[] ~[]");
    registry.register(instance("b"));
    awaitWords(throwing, "+[b] -[] ~[]");
    awaitWords(other, "+[b] -[] ~[]");
  }

  @Test
  void aListenerMaySubscribeUnsubscribeAndUseTheRegistry() throws Exception {
    ServiceRegistry registry = open().registry();
    Membership view = registry.watch(service);
    awaitIds(view);
    Told<MembershipChange> once = new Told<>();
    Told<MembershipChange> nested = new Told<>();
    AtomicReference<Subscription> own = new AtomicReference<>();
    CountDownLatch subscribed = new CountDownLatch(1);
    own.set(
        view.subscribe(
            change -> {
              awaitQuietly(subscribed);
              once.accept(change);
              register(registry, "by the listener");
              view.subscribe(nested::accept);
              own.get().close();
            }));
    subscribed.countDown();

    awaitIds(view, "by the listener");
    nested.awaitCount(1);
    registry.register(instance("c"));

    nested.await(all -> all.stream().anyMatch(change -> change.snapshot().find("c").isPresent()));
    assertThat(once.events()).hasSize(1);
  }

  @Test
  void aListenerMayCloseTheView() throws Exception {
    Membership view = open().registry().watch(service);
    CountDownLatch closed = new CountDownLatch(1);

    view.subscribe(
        change -> {
          view.close();
          closed.countDown();
        });

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(view.snapshot().stale()).isTrue();
  }

  @Test
  void aListenerMayCloseTheCoordination() throws Exception {
    Coordination coordination = open();
    CountDownLatch closed = new CountDownLatch(1);

    coordination
        .registry()
        .watch(
            service,
            change -> {
              coordination.close();
              closed.countDown();
            });

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void register(ServiceRegistry registry, String id) {
    try {
      registry.register(instance(id));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
