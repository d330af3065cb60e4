package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.awaitAsserted;

import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipListener;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.Told;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A client that knows nothing but the changes it is told, and finds every one to fit. */
final class ChangeFold implements MembershipListener {
  private final Map<String, ServiceInstance> members = new ConcurrentSkipListMap<>();
  private final Told<String> problems = new Told<>();

  @Override
  public void onChange(MembershipChange change) {
    change.left().forEach(each -> check(members.remove(each.id()) != null, "left", each));
    change.joined().forEach(each -> check(members.put(each.id(), each) == null, "joined", each));
    change.updated().forEach(each -> check(members.put(each.id(), each) != null, "updated", each));
    if (!List.copyOf(members.values()).equals(change.snapshot().instances())) {
      problems.accept("snapshot differs: " + change);
    }
  }

  private void check(boolean fits, String what, ServiceInstance instance) {
    if (!fits) {
      problems.accept(what + " does not fit: " + instance);
    }
  }

  /** Waits until the changes have led to these members; fails if any change did not fit. */
  void await(List<ServiceInstance> expected) {
    awaitAsserted(() -> assertThat(members.values()).containsExactlyElementsOf(expected));
    assertThat(problems.events()).isEmpty();
  }
}
