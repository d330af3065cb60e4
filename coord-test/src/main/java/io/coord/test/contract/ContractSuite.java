package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** What the suites share: Coordinations that are closed after each test, and words for views. */
public abstract class ContractSuite {

  /** Long enough on any machine; nothing waits for it to pass. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Used by one test only, so that tests can share a backend. */
  final String service = "service-" + UUID.randomUUID();

  private final Deque<Coordination> open = new ArrayDeque<>();

  /**
   * Connects as a process of its own. Two Coordinations of a test see the same instances, locks and
   * elections, and so may those of other tests: each test uses names that nobody else has. The
   * suite closes it at the end of the test.
   *
   * @return a connected Coordination
   * @throws Exception if the test cannot be run
   */
  protected abstract Coordination newCoordination() throws Exception;

  /** As {@link #newCoordination}, closed at the end of the test. */
  final Coordination open() throws Exception {
    Coordination coordination = newCoordination();
    open.push(coordination);
    return coordination;
  }

  @AfterEach
  void closeAll() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /** An instance of this test's service. */
  final ServiceInstance instance(String id) {
    return ServiceInstance.builder(service).id(id).address("address of " + id).build();
  }

  static List<String> ids(List<ServiceInstance> instances) {
    return instances.stream().map(ServiceInstance::id).toList();
  }

  /** A change in the form {@code +[joined] -[left] ~[updated]}, by ids. */
  static String words(MembershipChange change) {
    return "+%s -%s ~%s".formatted(ids(change.joined()), ids(change.left()), ids(change.updated()));
  }

  static void await(Membership view, Predicate<MembershipSnapshot> condition)
      throws InterruptedException {
    assertThat(view.await(condition, PATIENCE)).as("last seen: %s", view.snapshot()).isTrue();
  }

  static void awaitIds(Membership view, String... ids) throws InterruptedException {
    await(view, seen -> !seen.stale() && ids(seen.instances()).equals(List.of(ids)));
  }

  /** Waits until a change with these {@link #words} was told. */
  static void awaitWords(Told<MembershipChange> told, String words) {
    told.await(all -> all.stream().map(ContractSuite::words).toList().contains(words));
  }

  /** For inside listeners. */
  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
