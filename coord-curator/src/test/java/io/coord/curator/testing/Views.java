package io.coord.curator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Helpers for what a view shows. */
public final class Views {

  /** Long enough on any machine; nothing waits for it to pass. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private Views() {}

  /** The ids, in the order given. */
  public static List<String> ids(List<ServiceInstance> instances) {
    return instances.stream().map(ServiceInstance::id).toList();
  }

  /** Waits until the view is fresh and has exactly these members. */
  public static void awaitIds(Membership view, String... ids) throws InterruptedException {
    await(view, seen -> !seen.stale() && ids(seen.instances()).equals(List.of(ids)));
  }

  /** Waits until the view satisfies the condition. */
  public static void await(Membership view, Predicate<MembershipSnapshot> condition)
      throws InterruptedException {
    boolean satisfied = view.await(condition, PATIENCE);
    assertThat(satisfied).as("last seen: %s", view.snapshot()).isTrue();
  }

  /** A change in the form {@code +[joined] -[left] ~[updated]}, by ids, and whether it is stale. */
  public static String words(MembershipChange change) {
    return "+%s -%s ~%s%s"
        .formatted(
            ids(change.joined()),
            ids(change.left()),
            ids(change.updated()),
            change.snapshot().stale() ? " stale" : "");
  }

  /** An instance of the service "servers". */
  public static ServiceInstance server(String id) {
    return ServiceInstance.builder("servers").id(id).address("address of " + id).build();
  }
}
