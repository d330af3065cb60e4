package io.coord.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipListener;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that knows nothing but the changes it is told, and finds every one to fit. */
final class ChangeFold implements MembershipListener {
  private final Map<String, ServiceInstance> members = new ConcurrentSkipListMap<>();
  private final Told<String> problems = new Told<>();
  private final CountDownLatch last = new CountDownLatch(1);

  @Override
  public void onChange(MembershipChange change) {
    change.left().forEach(each -> check(members.remove(each.id()) != null, "left", each));
    change.joined().forEach(each -> check(members.put(each.id(), each) == null, "joined", each));
    change.updated().forEach(each -> check(members.put(each.id(), each) != null, "updated", each));
    if (!List.copyOf(members.values()).equals(change.snapshot().instances())) {
      problems.accept("snapshot differs: " + change);
    }
    if (change.snapshot().find("last").isPresent()) {
      last.countDown();
    }
  }

  private void check(boolean fits, String what, ServiceInstance instance) {
    if (!fits) {
      problems.accept(what + " does not fit: " + instance);
    }
  }

  /** The members as the changes make them, by id. */
  List<ServiceInstance> members() {
    return List.copyOf(members.values());
  }

  /** Waits for a member with the id "last"; fails if any change did not fit. */
  void awaitLast() throws InterruptedException {
    assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(problems.events()).isEmpty();
  }
}
