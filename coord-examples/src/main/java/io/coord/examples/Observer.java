package io.coord.examples;

import io.coord.Coordination;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client of the tour: watches a service with its own session and records each change. */
final class Observer implements AutoCloseable {

  private static final String NAME = "client";

  /**
   * One member that joined, left or changed.
   *
   * @param change for example {@code + hadoop102}
   * @param nanoTime when the listener was notified
   */
  record Seen(String change, long nanoTime) {}

  private final Timeline timeline;
  private final Coordination coordination;
  private final Membership servers;
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  Observer(DemoZooKeeper zooKeeper, String service, Timeline timeline) {
    this.timeline = timeline;
    coordination = zooKeeper.builder().ownerLabel(NAME).connect();
    servers = coordination.registry().watch(service);
    servers.subscribe(this::onChange);
    timeline.say(NAME, "watches '" + service + "'");
  }

  /**
   * Takes the next change that the listener was notified of.
   *
   * @throws CheckFailed if there is none in time
   */
  Seen next(Duration maxWait) throws InterruptedException {
    Seen next = seen.poll(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    if (next == null) {
      throw new CheckFailed("The client was not notified of any change within " + maxWait + ".");
    }
    return next;
  }

  /** Whether the listener was notified of more than was taken. */
  boolean hasUnexpected() {
    return !seen.isEmpty();
  }

  /** {@return the current members} */
  List<ServiceInstance> view() {
    return servers.snapshot().instances();
  }

  @Override
  public void close() {
    coordination.close();
  }

  private void onChange(MembershipChange change) {
    long now = System.nanoTime();
    List<String> changes = new ArrayList<>();
    change.left().forEach(member -> changes.add("- " + member.id()));
    change.joined().forEach(member -> changes.add("+ " + member.id()));
    change.updated().forEach(member -> changes.add("~ " + member.id()));
    for (String one : changes) {
      timeline.say(Console.Colour.GREEN, NAME, "  %-14s%s".formatted(one, members(change)));
      seen.add(new Seen(one, now));
    }
  }

  private static List<String> members(MembershipChange change) {
    return change.snapshot().instances().stream().map(ServiceInstance::id).toList();
  }
}
